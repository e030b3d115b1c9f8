/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All blocks that live, in the order of their addresses, and which of them an
   address lies in.

   Made for one search and given back after it: 16 bytes a block, and 16 for
   each page of 4 KiB in which blocks lie.  A block in which others lie, a
   pool's, is none: what is in it is asked for, and not it.  Context 0 is that
   of blocks that are not recorded. */
#ifndef MS2_OWNERS_BLOCKS_H
#define MS2_OWNERS_BLOCKS_H

#include "base/array.h"

#define MS2_BLOCKS_NONE 0xFFFFFFFFU

/* Addresses of a program's memory, and sizes, have 48 bits at most. */
typedef struct {
   ULong start_and_low; /* start, 48 bits; lowest bits of the size, 16 */
   UInt high;           /* bits of the size above those */
   UInt context;
} Ms2BlocksEntry;

/* A page of memory in which blocks lie.  Most hold blocks at equal distances,
   with holes: so the way to a block goes through this alone. */
typedef struct {
   Addr number;  /* plus 1; 0: there is none */
   UInt first;   /* the first block that lies in it */
   UShort start; /* where that begins in the page */
   UShort step;  /* how far the next one begins behind it; 0: not in the page,
                    or the first one begins before it */
} Ms2BlocksPage;

typedef struct {
   Ms2BlocksEntry *entries;
   UInt n;
   UInt n_most;
   UInt n_in_order;      /* from the first on */
   Addr lo, hi;          /* all lie in [lo, hi) */
   Ms2Array *spread;     /* UInt: blocks that reach over many pages */
   Ms2BlocksPage *pages; /* open addressing */
   UInt mask;
   ULong pool_bytes; /* of recorded blocks in which others lie */
   UInt n_pools;
} Ms2Blocks;

/* Room for so many blocks at most. */
void ms2_blocks_init(Ms2Blocks *blocks, UInt n_most);

/* In any order, though ascending addresses cost least; no more than said. */
void ms2_blocks_add(Ms2Blocks *blocks, Addr start, ULong bytes, UInt context);

/* All have been added. */
void ms2_blocks_settle(Ms2Blocks *blocks);

void ms2_blocks_release(Ms2Blocks *blocks);

static inline Addr ms2_blocks_start(const Ms2Blocks *blocks, UInt block)
{
   return (Addr)(blocks->entries[block].start_and_low >> 16);
}

static inline ULong ms2_blocks_entry_bytes(const Ms2BlocksEntry *entry)
{
   return (ULong)entry->high << 16 | (entry->start_and_low & 0xFFFF);
}

static inline ULong ms2_blocks_bytes(const Ms2Blocks *blocks, UInt block)
{
   return ms2_blocks_entry_bytes(&blocks->entries[block]);
}

static inline UInt ms2_blocks_context(const Ms2Blocks *blocks, UInt block)
{
   return blocks->entries[block].context;
}

/* The block that an address lies in, or MS2_BLOCKS_NONE.  A block of no bytes
   is found at its start. */
UInt ms2_blocks_at(const Ms2Blocks *blocks, Addr address);

/* The first block that ends behind an address; or how many there are. */
UInt ms2_blocks_first_behind(const Ms2Blocks *blocks, Addr address);

#endif
