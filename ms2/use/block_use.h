/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a block's lines as it begins, moves and ends. */
#ifndef MS2_USE_BLOCK_USE_H
#define MS2_USE_BLOCK_USE_H

#include "base/basics.h"

/* Whose the lines at a block's ends are: its own, and the block begins where a
   line does; or its neighbours' as well, and then touches of these count for
   it. So it is with blocks that the program's own allocators give. */
typedef enum { MS2_USE_OWN_LINES, MS2_USE_SHARED_LINES } Ms2UseLines;

/* All these do nothing unless it is recorded what is used. */

/* A block of this size and context begins: nobody has touched it. */
void ms2_block_use_begins(const Ms2Block *block, Addr address,
                          Ms2UseLines lines);

/* Before a block is freed, or made smaller: while it is among the live ones. */
void ms2_block_use_before_fall(void);

/* Before the memory of a freed block is given back. */
void ms2_block_use_ends(const Ms2Block *block, Addr address, Ms2UseLines lines);

/* A block was resized; what its old memory had is known still. */
typedef struct {
   const Ms2Block *old, *new;
   Addr from, to;
   Ms2UseLines lines;
} Ms2UseMove;
void ms2_block_use_moved(const Ms2UseMove *move);

#endif
