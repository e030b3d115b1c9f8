/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All blocks that live, whoever gave them their memory. */
#include "capture/live_blocks.h"

#include "capture/allocator_blocks.h"
#include "capture/announced_blocks.h"
#include "capture/block.h"

void ms2_live_blocks_each(void (*call)(const Ms2Block *block))
{
   ms2_block_each(call);
   ms2_allocator_blocks_each(call);
   ms2_announced_blocks_each(call);
}
