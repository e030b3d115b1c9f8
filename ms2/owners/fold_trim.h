/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making a folded tree small enough for a file.

   Nodes that retain least go, until so many are left that a person could
   still look through them.  What goes is not lost: below each node that stays
   one more sums it up. */
#ifndef MS2_OWNERS_FOLD_TRIM_H
#define MS2_OWNERS_FOLD_TRIM_H

#include "owners/fold.h"

/* Nodes that stay: of held and of lost memory so many each, beside those that
   sum up, and roots that hold something with others. */
#define MS2_FOLD_TRIM_NODES 5000
#define MS2_FOLD_TRIM_ROOTS 2000

/* Edges that stay, those of most pointers. */
#define MS2_FOLD_TRIM_EDGES 20000

/* `tops`, of Ms2RetainedBlock, get the numbers of the new nodes. */
void ms2_fold_trim(Ms2Fold *fold, Ms2Array *tops);

#endif
