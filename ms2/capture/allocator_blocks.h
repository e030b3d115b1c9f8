/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of allocators that the program has beside the C library's.

   They lie where the allocator has put them, with no room for a header of
   ours; so what a header would say stands in a table, by address:

      slots -> | block | 0 | 0 | block | block | 0 | ...

   Open addressing: a block is looked for from the slot that its address hashes
   to up to the first that is free.  One that is taken out leaves no mark: those
   behind it move up (Knuth's TAOCP 6.4, algorithm R). */
#ifndef MS2_CAPTURE_ALLOCATOR_BLOCKS_H
#define MS2_CAPTURE_ALLOCATOR_BLOCKS_H

#include "base/basics.h"

/* A block at block->place, which is not 0; there is none yet. */
void ms2_allocator_blocks_put(const Ms2Block *block);

/* Calls for each. */
void ms2_allocator_blocks_each(void (*call)(const Ms2Block *block));

/* Takes the block at this address out of the table.  False: there is none. */
Bool ms2_allocator_blocks_take(Addr address, Ms2Block *block);

#endif
