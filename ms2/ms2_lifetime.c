/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long blocks live, and in whose hands. */
#include "ms2_lifetime.h"

#include "ms2_clock.h"
#include "ms2_options.h"

/* What a block's header has room for: many days. */
#define TICK_MASK ((1ULL << 48) - 1)

static struct {
   ULong first_tick; /* of this process */
} lives;

void ms2_lifetime_begin(Ms2Piece *piece, const Ms2Thread *thread,
                        ULong superblocks)
{
   piece->born = ms2_clock_ticks(superblocks) & TICK_MASK;
   piece->thread = thread->serial;
   piece->allocation = thread->n_allocations;
}

void ms2_lifetime_end(Ms2Lifetimes *lifetimes, const Ms2Piece *piece,
                      Ms2Thread *thread, ULong superblocks)
{
   ULong now = ms2_clock_ticks(superblocks);
   ULong life = (now - piece->born) & TICK_MASK;

   if (life > now - lives.first_tick) {
      life = now - lives.first_tick; /* it was born before a fork */
   }
   lifetimes->sum += life;
   lifetimes->max = life > lifetimes->max ? life : lifetimes->max;
   if (piece->thread != thread->serial &&
       ms2_thread_find(piece->thread) != NULL) {
      lifetimes->other_thread_blocks++;
      thread->other_freed_blocks++;
   }
}

void ms2_lifetime_freed(Ms2Lifetimes *lifetimes, const Ms2Piece *piece)
{
   const Ms2Thread *thread = ms2_thread_find(piece->thread);

   if (thread != NULL && thread->n_allocations - piece->allocation <=
                             (UInt)ms2_options->short_lived) {
      lifetimes->short_lived.bytes += piece->bytes;
      lifetimes->short_lived.blocks++;
   }
}

void ms2_lifetime_restart(void)
{
   lives.first_tick = ms2_clock_ticks(ms2_clock_last_superblocks());
}
