/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One search for who holds what, from blocks and roots to the tree that is
   written.

      ms2_search_init      room for blocks
      ms2_blocks_add       each block, then ms2_search_settle
      ms2_roots_add/scan   the program's other memory
      ms2_search_classify  finds what is lost, or
      ms2_search_run       that, dominators and the folded tree
      ms2_search_release

   The program must not run between the first and the last of these.  What lies
   in its memory may change nevertheless, where the system or another process
   writes to it: the tree is then not that of any one moment, and no worse
   happens. */
#ifndef MS2_OWNERS_SEARCH_H
#define MS2_OWNERS_SEARCH_H

#include "owners/fold.h"
#include "owners/retained.h"

typedef struct {
   UInt context;
   UInt class; /* an Ms2Loss */
   ULong bytes, blocks;
} Ms2SearchTotal;

typedef struct {
   Ms2Blocks blocks;
   Ms2Ranges readable;
   Ms2Pointers pointers;
   Ms2Roots roots;        /* by their numbers in ms2_root_table */
   ULong roots_bytes;     /* of their memory: for who adds them to sum up */
   ULong bytes, n_blocks; /* of the blocks that are recorded */
   UChar *classes;        /* Ms2Loss of each block */
   Ms2Fold fold;
   Ms2Array *totals; /* Ms2SearchTotal: what is recorded */
   Ms2Array *tops;   /* Ms2RetainedBlock, that which retains most first */
} Ms2Search;

void ms2_search_init(Ms2Search *search, UInt n_most_blocks);
void ms2_search_settle(Ms2Search *search);
void ms2_search_classify(Ms2Search *search);
void ms2_search_run(Ms2Search *search);
void ms2_search_release(Ms2Search *search);

#endif
