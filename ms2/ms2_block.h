/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heap blocks: their memory, and 16 bytes in front of each.

      raw            header                block (what the client has)
      | padding ... | size 48 | context 32 | size bytes ...
                      pad 8     check 32
                      ...

   The header stands directly below the block, so that an event needs no
   table.  `check` is a hash of the other fields and the address: a pointer
   that is not a live block of ours is told apart (a wrong one passes once in
   2^32), and a freed block loses its check at once. */
#ifndef MS2_BLOCK_H
#define MS2_BLOCK_H

#include "ms2_basics.h"

/* A block's size and context; context 0: not recorded. */
typedef struct {
   SizeT size_bytes;
   UInt context;
} Ms2Block;

void ms2_block_init(void);

/* Memory for a block, or NULL if it can not be had.  `align` is a power of
   two; the content is undefined. */
void *ms2_block_new(SizeT size_bytes, SizeT align, UInt context);

/* Names the context of a new block: it is known only once there is memory,
   since failed calls make no context. */
void ms2_block_set_context(void *p, UInt context);

/* Reads the header of the block at p.  False: p is no live block of ours. */
Bool ms2_block_find(const void *p, Ms2Block *block);

/* Gives back a block that ms2_block_find has found. */
void ms2_block_free(void *p);

/* Gives the found block another size and context without moving it.  False:
   it does not fit, or would waste more than half of its memory. */
Bool ms2_block_resize(void *p, SizeT size_bytes, UInt context);

/* The client's memory was unmapped: what was readable may not be any more. */
void ms2_block_forget_memory(void);

#endif
