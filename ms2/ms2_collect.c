/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what the running thread allocates is recorded. */
#include "ms2_collect.h"

#include "ms2_options.h"

Bool ms2_collect_on;

static struct {
   ULong n_pauses; /* without their resumes */
} collect;

static void decide(void)
{
   ms2_collect_on = ms2_options->heap && collect.n_pauses == 0;
}

void ms2_collect_init(void)
{
   decide();
}

void ms2_collect_pause(void)
{
   collect.n_pauses++;
   decide();
}

Bool ms2_collect_resume(void)
{
   if (collect.n_pauses == 0) {
      return False;
   }
   collect.n_pauses--;
   decide();
   return True;
}
