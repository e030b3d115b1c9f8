/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long blocks live, and in whose hands.

   A block carries its birth: the tick of the lifetime clock, the thread, and
   the number of that thread's allocations.  When the block ends, the
   difference to the same numbers then is its life, on two scales:

      ticks         superblocks, or instructions with --time-unit=i
      allocations   of the thread that allocated it; a block freed at most
                    --short-lived of them after its own is short-lived */
#ifndef MS2_LIFETIME_H
#define MS2_LIFETIME_H

#include "ms2_thread.h"

/* Of the blocks of one context that have ended. */
typedef struct {
   ULong sum, max;            /* ticks */
   Ms2Usage short_lived;      /* freed; a block that was resized is not */
   ULong other_thread_blocks; /* ended by another thread than their own */
} Ms2Lifetimes;

/* Notes the birth of a block in the piece; the thread has counted it. */
void ms2_lifetime_begin(Ms2Piece *piece, const Ms2Thread *thread,
                        ULong superblocks);

/* A block ends, freed or resized, by a thread. */
void ms2_lifetime_end(Ms2Lifetimes *lifetimes, const Ms2Piece *piece,
                      Ms2Thread *thread, ULong superblocks);

/* And it was freed: short-lived or not? */
void ms2_lifetime_freed(Ms2Lifetimes *lifetimes, const Ms2Piece *piece);

/* In a forked child: blocks of before count as born now, by no thread. */
void ms2_lifetime_restart(void);

#endif
