/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record of how long the process waited for something else than a
   processor. */
#include "record/fact_waited.h"

#include "base/clock.h"
#include "record/record.h"

/* It takes some system calls, and who asks is a person. */
#define MS_A_LOOK 1000

static ULong count(void)
{
   return 1 + ms2_clock_last_ms() / MS_A_LOOK;
}

static void write_changed(void)
{
   Ms2Waited waited;

   if (ms2_clock_waited(&waited))
      ms2_record_waited(waited.ms, waited.waited_ms);
}

const Ms2FactKind ms2_fact_waited = {
    .count = count,
    .write_changed = write_changed,
};
