/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks that are not of our making: a table of address, size and context.

   Such a block lies in memory of the program's own, with no room for a header.
   Client requests announce them, and --malloc-fn finds them. */
#ifndef MS2_CAPTURE_ANNOUNCED_BLOCKS_H
#define MS2_CAPTURE_ANNOUNCED_BLOCKS_H

#include "base/basics.h"

void ms2_announced_blocks_init(void);

/* A block of this context is born.  One that is known at this address already
   ends: the program forgot to say that it freed it. */
void ms2_announced_blocks_add(Addr address, SizeT bytes, UInt context,
                              const Ms2Caller *caller);

/* The block ends.  False: there is none at this address. */
Bool ms2_announced_blocks_remove(Addr address, const Ms2Caller *caller);

/* The block gets another address (or keeps it), size and context in one step.
   False: there is none at the address `from`. */
typedef struct {
   Addr from, to;
   SizeT bytes;
   UInt context;
} Ms2ForeignBlocksMove;
Bool ms2_announced_blocks_move(const Ms2ForeignBlocksMove *move,
                               const Ms2Caller *caller);

/* The size of the block at this address.  False: there is none. */
Bool ms2_announced_blocks_find(Addr address, SizeT *bytes);

/* Calls for each. */
void ms2_announced_blocks_each(void (*call)(const Ms2Block *block));

/* Where such a block is, by its place. */
Addr ms2_announced_blocks_address(const Ms2Block *block);

/* The addresses of all blocks that begin in [from, end); the caller frees the
   array with VG_(free).  NULL if there are none. */
Addr *ms2_announced_blocks_within(Addr from, Addr end, UInt *n);

#endif
