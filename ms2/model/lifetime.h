/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long blocks live, and in whose hands.

   A block carries its birth: the tick of the lifetime clock, the thread, and
   the number of that thread's allocations.  When the block ends, the
   difference to the same numbers then is its life, on two scales:

      ticks         superblocks, or instructions with --time-unit=i
      allocations   of the thread that allocated it

   A block freed at most --short-lived of these after its own is short-lived,
   unless it lived for a good part of the run: a working set has a life of its
   own, however little is allocated beside it. */
#ifndef MS2_MODEL_LIFETIME_H
#define MS2_MODEL_LIFETIME_H

#include "base/clock.h"
#include "model/thread.h"

/* Of the blocks of one context that have ended. */
typedef struct {
   ULong sum, max;            /* ticks */
   Ms2Usage short_lived;      /* freed; a block that was resized is not */
   ULong other_thread_blocks; /* ended by another thread than their own */
   ULong realloc_blocks;      /* resized, not freed */
} Ms2Lifetimes;

/* What a block's header has room for: many days. */
#define MS2_LIFETIME_MASK ((1ULL << 48) - 1)

/* A good part is more than half of the run so far: with less the first rounds
   of a loop, which are much of a run that has just begun, would not count.  So
   many ticks are none in any run, as in a child that was forked just before. */
#define MS2_LIFETIME_PARTS 2
#define MS2_LIFETIME_SHORT_TICKS 1000

extern ULong ms2_lifetime_first_tick; /* of this process */

/* These are in the header, as they are part of each event:
   docs/PERFORMANCE.md, "lifetimes". */

/* Notes the birth of a block in the block; the thread has counted it. */
static inline void ms2_lifetime_begin(Ms2Block *block, const Ms2Thread *thread,
                                      ULong superblocks)
{
   block->born = ms2_clock_ticks(superblocks) & MS2_LIFETIME_MASK;
   block->thread = thread->serial;
   block->allocation = (UInt)thread->allocated.blocks;
}

/* How a block ends: freed, or as another block. */
typedef enum { MS2_LIFETIME_FREED, MS2_LIFETIME_RESIZED } Ms2LifetimeEnding;

static inline Bool ms2_lifetime_is_long(ULong life, ULong now)
{
   return life > MS2_LIFETIME_SHORT_TICKS &&
          life > (now - ms2_lifetime_first_tick) / MS2_LIFETIME_PARTS;
}

/* A block was freed, after a life of so many ticks: short-lived or not? */
static inline void ms2_lifetime_freed(Ms2Lifetimes *lifetimes,
                                      const Ms2Block *block,
                                      const Ms2Thread *thread, ULong life,
                                      ULong now)
{
   const Ms2Thread *own = block->thread == thread->serial
                              ? thread
                              : ms2_thread_find(block->thread);

   if (own != NULL &&
       (UInt)own->allocated.blocks - block->allocation <=
           (UInt)ms2_options->short_lived &&
       !ms2_lifetime_is_long(life, now)) {
      lifetimes->short_lived.bytes += block->bytes;
      lifetimes->short_lived.blocks++;
   }
}

/* A block ends by the thread that runs. */
static inline void ms2_lifetime_end(Ms2Lifetimes *lifetimes,
                                    const Ms2Block *block, ULong superblocks,
                                    Ms2LifetimeEnding ending)
{
   Ms2Thread *thread = ms2_thread_running;
   ULong now = ms2_clock_ticks(superblocks);
   ULong life = (now - block->born) & MS2_LIFETIME_MASK;

   if (life > now - ms2_lifetime_first_tick)
      life = now - ms2_lifetime_first_tick; /* it was born before a fork */
   lifetimes->sum += life;
   lifetimes->max = life > lifetimes->max ? life : lifetimes->max;
   if (block->thread != thread->serial && ms2_thread_find(block->thread)) {
      lifetimes->other_thread_blocks++;
      thread->other_freed_blocks++;
   }
   if (ending == MS2_LIFETIME_FREED)
      ms2_lifetime_freed(lifetimes, block, thread, life, now);
   else
      lifetimes->realloc_blocks++;
}

/* In a forked child: blocks of before count as born now, by no thread. */
void ms2_lifetime_restart(void);

#endif
