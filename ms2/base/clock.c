/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks: superblocks executed, milliseconds, instructions. */
#include "base/clock.h"

Ms2Clock ms2_clock;

void ms2_clock_init(void)
{
   ms2_clock.ms = ms2_host_ms();
   ms2_clock.ms_origin = ms2_clock.ms;
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

   ms2_clock.ms = ms2_host_ms();
   ms2_clock.ms_origin += ms2_clock.ms - last;
}

void ms2_clock_restart(void)
{
   ms2_clock_read_ms();
   ms2_clock.ms_origin = ms2_clock.ms;
   ms2_clock.superblocks_origin = ms2_clock.superblocks;
   ms2_clock.instructions_origin = ms2_clock.instructions;
}
