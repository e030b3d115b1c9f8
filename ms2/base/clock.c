/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks: superblocks executed, milliseconds, instructions. */
#include "base/clock.h"

Ms2Clock ms2_clock;

/* Of the time since some moment, what the process was not busy.  Threads that
   are busy at once count each, so it may fall. */
static struct {
   Bool is_known;
   ULong busy_us; /* known last: behind chroot there may be no /proc */
   Long us;       /* read last */
   Long origin_us;
} waiting;

static ULong read_waiting(void)
{
   const ULong ms = ms2_host_ms();
   ULong busy_us;

   waiting.is_known = ms2_host_busy_us(&busy_us);
   if (waiting.is_known)
      waiting.busy_us = busy_us;
   waiting.us = (Long)(ms * 1000 - waiting.busy_us);
   return ms;
}

void ms2_clock_init(void)
{
   ms2_clock.ms = read_waiting();
   ms2_clock.ms_origin = ms2_clock.ms;
   waiting.origin_us = waiting.us;
}

ULong ms2_clock_superblocks(ThreadId tid)
{
   ms2_clock.superblocks = ms2_host_superblocks(tid);
   return ms2_clock_last_superblocks();
}

ULong ms2_clock_read_ms(void)
{
   ms2_clock.ms = ms2_host_ms();
   return ms2_clock_last_ms();
}

void ms2_clock_skip(void)
{
   const ULong last = ms2_clock.ms;
   const Long waited_us = waiting.us;

   ms2_clock.ms = read_waiting();
   const ULong skipped = ms2_clock.ms - last;
   ms2_clock.ms_origin += skipped;
   Long more_us = waiting.us - waited_us;
   if (more_us > (Long)skipped * 1000)
      more_us = (Long)skipped * 1000;
   waiting.origin_us += more_us;
}

void ms2_clock_stop(void)
{
   ms2_clock.ms = read_waiting();
}

Bool ms2_clock_waited(Ms2Waited *waited)
{
   waited->ms = read_waiting() - ms2_clock.ms_origin;
   const Long us = waiting.us - waiting.origin_us;
   waited->waited_ms = us > 0 ? (ULong)us / 1000 : 0;
   if (waited->waited_ms > waited->ms)
      waited->waited_ms = waited->ms;
   return waiting.is_known;
}

void ms2_clock_restart(void)
{
   ms2_clock.ms = read_waiting();
   ms2_clock.ms_origin = ms2_clock.ms;
   waiting.origin_us = waiting.us;
   ms2_clock.superblocks_origin = ms2_clock.superblocks;
   ms2_clock.instructions_origin = ms2_clock.instructions;
}
