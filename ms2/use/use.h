/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the blocks of each context were used.

   What a block was is added to its context's account when it ends; a look goes
   through all live blocks:

      at the peak   right before the first event that lowers the heap from a new
                    maximum
      at any time   for whoever writes it down: what lives is added to what has
                    ended

   A look at each new maximum would cost too much where these follow each other
   closely: then only at one that is a quarter above the last one looked at. */
#ifndef MS2_USE_USE_H
#define MS2_USE_USE_H

#include "base/basics.h"

/* Of the blocks of one context, in bytes of them: the fields of the record. */
typedef struct {
   ULong blocks, bytes;
   ULong never_touched, never_read, never_rewritten;
   ULong idle_half, idle_quarter, idle_eighth;
   ULong not_again;
   ULong tail_bytes, tail_blocks;
} Ms2UseFacts;

/* A moment at which it was looked. */
typedef struct {
   ULong superblocks, ms;
   Ms2Usage heap;
} Ms2UseMoment;

/* Goes through all live blocks, with the address of each. */
typedef void (*Ms2UseVisitBlock)(const Ms2Block *block, Addr address);
typedef void (*Ms2UseBlocks)(Ms2UseVisitBlock visit);

void ms2_use_init(Ms2UseBlocks each);

/* Before an event that makes the heap smaller: was it a peak? */
void ms2_use_before_fall(void);

/* A live block ends, and its memory with it; or it is resized, and another one
   takes its place. */
void ms2_use_end(const Ms2Block *block, Addr address);
void ms2_use_resize(const Ms2Block *block, Addr address);

/* Time may have passed: so that touches before and behind it are told apart. */
void ms2_use_pass(void);

/* What is in use now, of all blocks that live.  False: it is not the time yet,
   or looking would cost too much. */
typedef struct {
   ULong in_use_bytes, first_touched_bytes;
} Ms2UseLevels;
Bool ms2_use_look(Ms2UseLevels *levels);

/* The same whenever it is asked for: at the end. */
void ms2_use_look_now(Ms2UseLevels *levels);

/* Looks at all that lives, for the following two. */
typedef enum { MS2_USE_PEAK, MS2_USE_END, MS2_USE_ALL, MS2_USE_N } Ms2UseWhen;
void ms2_use_take(void);

/* Calls for each context of which there were blocks then. */
typedef void (*Ms2UseVisit)(UInt context, const Ms2UseFacts *facts);
void ms2_use_each(Ms2UseWhen when, Ms2UseVisit visit);
Ms2UseMoment ms2_use_moment(Ms2UseWhen when);

/* True if another look would still leave all looks a small part of the run. */
Bool ms2_use_may_look(void);

/* All accounts are empty: in a forked child. */
void ms2_use_restart(void);

#endif
