/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long blocks live, and in whose hands. */
#include "model/lifetime.h"

ULong ms2_lifetime_first_tick;

void ms2_lifetime_restart(void)
{
   ms2_lifetime_first_tick = ms2_clock_ticks(ms2_clock_last_superblocks());
}
