/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a search begins: the program's memory beside its blocks.

   A root is what a person calls a holder: a variable, a function's frame on a
   thread's stack, a thread's registers.  Whoever runs the search tells which
   root a word belongs to; all pointers in roots are kept, so that their memory
   is read once. */
#ifndef MS2_OWNERS_ROOTS_H
#define MS2_OWNERS_ROOTS_H

#include "owners/pointers.h"

#define MS2_ROOTS_NOBODY 0xFFFFFFFFU

typedef struct {
   UInt root;
   UInt block;
   Bool is_start;
} Ms2RootPointer;

typedef struct {
   Ms2Array *pointers; /* Ms2RootPointer: by root, once they are settled */
   Ms2Array *wholes;   /* UInt: of a root that is part of another one the number
                          of that, plus 1; else 0 */
   UInt n_roots;       /* numbered from 0 */
} Ms2Roots;

void ms2_roots_init(Ms2Roots *roots);
void ms2_roots_release(Ms2Roots *roots);

/* A word of a root, which may be anything. */
void ms2_roots_add(Ms2Roots *roots, const Ms2Pointers *pointers, UInt root,
                   UWord word);

/* All words in [start, end); root_of tells whose the word at an address is,
   which leads to a block, or that it is nobody's. */
void ms2_roots_scan(Ms2Roots *roots, Ms2Pointers *pointers, Addr start,
                    Addr end, UInt (*root_of)(Addr at, UInt block));

/* A root is part of another one, which is part of none: it is held by that, and
   what only parts of one root lead to, that root holds. */
void ms2_roots_nest(Ms2Roots *roots, UInt part, UInt whole);

/* The root that one is part of, or MS2_ROOTS_NOBODY. */
UInt ms2_roots_whole(const Ms2Roots *roots, UInt root);

/* All have been added. */
void ms2_roots_settle(Ms2Roots *roots);

#endif
