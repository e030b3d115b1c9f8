/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dominator tree of blocks, folded to one of contexts.

   Blocks of one context and class under one holder become one node, so that the
   tree is as small as the program's code and not as large as its heap.  A list
   whose links are of one context is one node; so is what lies in a ring of
   contexts: a node has no context twice on its way to the top. */
#ifndef MS2_OWNERS_FOLD_H
#define MS2_OWNERS_FOLD_H

#include "owners/retained.h"

typedef enum {
   MS2_FOLD_TOP,    /* what several roots hold together lies directly below */
   MS2_FOLD_ROOT,   /* number: the root's */
   MS2_FOLD_LOST,   /* what is definitely lost lies directly below */
   MS2_FOLD_BLOCKS, /* number: the context's */
   MS2_FOLD_REST    /* nodes too small to stand alone, all below */
} Ms2FoldKind;

#define MS2_FOLD_NO_OFFSET 0xFFFFFFFFU /* it is not always the same */

typedef struct {
   UInt parent; /* a node before this one; of the top, itself */
   UChar kind;
   UChar class; /* of blocks: an Ms2Loss */
   UShort depth;
   UInt number;
   UInt offset;  /* of the pointer in the holder, plus 1; 0: none is known;
                    or MS2_FOLD_NO_OFFSET */
   ULong blocks; /* of its own, not of those below; */
   ULong bytes;  /* what is not recorded, of context 0, counts nothing */
} Ms2FoldNode;

/* Pointers to blocks of a node from elsewhere than its parent. */
typedef struct {
   UInt from, to; /* nodes */
   ULong pointers;
} Ms2FoldEdge;

typedef struct {
   Ms2Array *nodes; /* Ms2FoldNode; the top is 0 */
   Ms2Array *edges; /* Ms2FoldEdge */
} Ms2Fold;

/* `tops`, of Ms2RetainedBlock, are told which nodes they are part of. */
void ms2_fold_make(Ms2Fold *fold, const Ms2Graph *graph,
                   const Ms2Dominators *dominators, Ms2Array *tops);
void ms2_fold_release(Ms2Fold *fold);

#endif
