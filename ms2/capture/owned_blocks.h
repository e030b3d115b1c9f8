/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks belong to which pool, so that they end with it.

   Programs may have a pool for each request or each node of a tree, so nothing
   here takes longer the more pools there are. */
#ifndef MS2_CAPTURE_OWNED_BLOCKS_H
#define MS2_CAPTURE_OWNED_BLOCKS_H

#include "base/basics.h"

#include "pub_tool_hashtable.h"

typedef struct {
   VgHashTable *blocks; /* these are NULL until a block has an owner */
   VgHashTable *owners;
} Ms2OwnedBlocks;

/* From now on the block at this address belongs to this owner; if it had
   another one, no longer to that. */
void ms2_owned_blocks_set(Ms2OwnedBlocks *owners, Addr block, Addr owner);

/* The block has no owner; it may have had none. */
void ms2_owned_blocks_forget(Ms2OwnedBlocks *owners, Addr block);

/* All blocks of an owner; the caller frees the array with VG_(free).  NULL if
   there are none. */
Addr *ms2_owned_blocks_find(const Ms2OwnedBlocks *owners, Addr owner, UInt *n);

#endif
