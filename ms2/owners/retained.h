/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The single blocks that retain most.

   A long list would fill the places with its first links, each of which
   retains little more than the next.  So only those blocks count where memory
   fans out, of which no single other one retains nearly as much, and those that
   no other block holds. */
#ifndef MS2_OWNERS_RETAINED_H
#define MS2_OWNERS_RETAINED_H

#include "owners/dominators.h"

#define MS2_RETAINED_MOST 10

typedef struct {
   UInt block;
   UInt number; /* of the dominators */
   UInt node;   /* of the folded tree: ms2_fold_make */
   ULong bytes;
   ULong blocks;
} Ms2RetainedBlock;

/* An array of Ms2RetainedBlock, that which retains most first; of equals the
   first in memory.  The caller frees it. */
Ms2Array *ms2_retained_find(const Ms2Graph *graph,
                            const Ms2Dominators *dominators);

#endif
