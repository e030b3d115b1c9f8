/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heap blocks: their memory, and a header in front of each.

      slot of a slab                          block (what the client has)
      | born 48      | context 32    | thread 24  | size bytes ...
        size 10        allocation 32   flags 8
        unused 6                       check 32

      raw memory
      | padding ... | size 64 | born 48   | as above | size bytes ...
                                LARGE 10
                                pad 6

   The header stands directly below the block, so that an event needs no
   table.  `check` is a hash of all other fields and the address: a pointer
   that is not a live block of ours is told apart (one bit of it is always set:
   what reads like a check is taken for one once in 2^31), and a freed block
   loses its check at once.  24 bytes and not 16: what
   a block's life needs is worth one word (docs/PERFORMANCE.md); slots begin 8
   bytes off, so that blocks are aligned and a slot is a multiple of 16.

   Under --use the unit is not 16 bytes but a line of 64: blocks begin where a
   line does, and the header lies in the line before, behind what the block of
   before can have of it. */
#ifndef MS2_CAPTURE_BLOCK_H
#define MS2_CAPTURE_BLOCK_H

#include "base/basics.h"

void ms2_block_init(void);

/* Memory for a block, or NULL if it can not be had.  `align` is a power of
   two; the content is undefined.  It is no block until ms2_block_set. */
void *ms2_block_new(SizeT size_bytes, SizeT align);

/* Writes the header of the block at block->place. */
void ms2_block_set(const Ms2Block *block);

/* Reads the header of the block at p.  False: p is no live block of ours. */
Bool ms2_block_find(const void *p, Ms2Block *block);

/* Calls for each live block of ours.  It may set the block anew, not free it.
 */
void ms2_block_each(void (*call)(const Ms2Block *block));

/* Gives back a block that ms2_block_find has found. */
void ms2_block_free(void *p);

/* Makes the memory of the found block fit for another size where it is: always
   for a smaller one, and for what its memory has room for.  False: there is no
   room, and nothing has changed.  ms2_block_set is to follow. */
Bool ms2_block_resize(void *p, SizeT size_bytes);

/* The client's memory was unmapped: what was readable may not be any more. */
void ms2_block_forget_memory(void);

/* The client took away the right to read some memory: headers in it are none
   to us, until it gives it back. */
void ms2_block_hidden(Addr start, SizeT bytes);

#endif
