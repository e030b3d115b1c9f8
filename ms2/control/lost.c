/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is lost now. */
#include "control/lost.h"

#include "capture/live_blocks.h"
#include "control/owners.h"
#include "model/context.h"
#include "model/lifetime.h"

static struct {
   Bool (*takes)(const Ms2Block *block);
   ULong tick;
   const Ms2EntryResult *entry;
   Ms2Lost *lost;
   const Ms2Search *search;
} asked;

/* ---- which blocks ------------------------------------------------------- */

static Bool takes_all(const Ms2Block *block)
{
   (void)block;
   return True;
}

static Bool is_younger(const Ms2Block *block)
{
   ULong age = (block->born - asked.tick) & MS2_LIFETIME_MASK;

   return age != 0 && age <= MS2_LIFETIME_MASK / 2;
}

/* A thread numbers its allocations, and those inside one entry follow each
   other. */
static Bool is_inside(const Ms2Block *block)
{
   return block->thread == asked.entry->thread &&
          (UInt)(asked.entry->last - block->allocation) <
              asked.entry->allocated.blocks;
}

/* ---- sums --------------------------------------------------------------- */

static void add(Ms2Usage *usage, ULong bytes)
{
   usage->bytes += bytes;
   usage->blocks++;
}

/* A block in which others lie is none. */
static void sum(const Ms2Block *block, Addr address)
{
   const Ms2Blocks *blocks = &asked.search->blocks;

   if (!ms2_context_is_recorded(block->context) || !asked.takes(block))
      return;
   UInt i = ms2_blocks_at(blocks, address);
   if (i == MS2_BLOCKS_NONE || ms2_blocks_start(blocks, i) != address)
      return;
   UInt class = asked.search->classes[i];
   add(&asked.lost->of[class], block->bytes);
   if (class >= MS2_LOSS_DEFINITELY) {
      add(ms2_array_reach(asked.lost->contexts, block->context - 1),
          block->bytes);
   }
}

static void sum_up(Ms2Search *search)
{
   asked.search = search;
   asked.lost->contexts = ms2_array_new("ms2.lost", sizeof(Ms2Usage));
   ms2_live_blocks_each_at(sum);
}

static Bool find(Ms2Lost *lost, Bool (*takes)(const Ms2Block *block))
{
   ms2_host_memset(lost, 0, sizeof *lost);
   asked.lost = lost;
   asked.takes = takes;
   return ms2_options->heap && !ms2_options->pages_as_heap &&
          ms2_owners_ask(ms2_search_classify, sum_up);
}

Bool ms2_lost_find(Ms2Lost *lost)
{
   return find(lost, takes_all);
}

Bool ms2_lost_find_since(Ms2Lost *lost, ULong tick)
{
   asked.tick = tick;
   return find(lost, is_younger);
}

Bool ms2_lost_find_inside(Ms2Lost *lost, const Ms2EntryResult *entry)
{
   asked.entry = entry;
   return find(lost, is_inside);
}
