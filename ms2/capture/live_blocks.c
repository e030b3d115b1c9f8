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

static void (*call_at)(const Ms2Block *block, Addr address);

static void at_place(const Ms2Block *block)
{
   call_at(block, block->place);
}

static void announced(const Ms2Block *block)
{
   call_at(block, ms2_announced_blocks_address(block));
}

void ms2_live_blocks_each_at(void (*call)(const Ms2Block *block, Addr address))
{
   call_at = call;
   ms2_block_each(at_place);
   ms2_allocator_blocks_each(at_place);
   ms2_announced_blocks_each(announced);
}
