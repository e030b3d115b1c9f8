/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All blocks that live, whoever gave them their memory: ours, those of other
   allocators, announced ones. */
#ifndef MS2_CAPTURE_LIVE_BLOCKS_H
#define MS2_CAPTURE_LIVE_BLOCKS_H

#include "base/basics.h"

/* Calls for each, those that are not recorded too. */
void ms2_live_blocks_each(void (*call)(const Ms2Block *block));

/* The same, with the address of each. */
void ms2_live_blocks_each_at(void (*call)(const Ms2Block *block, Addr address));

#endif
