/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stacks of two profiles as one tree, for what compares them.

   Its nodes differ by what tells places apart here: the function and its
   object.

      before   main, line 10 -- f, line 3     after   main, line 12 -- f, line 9
                     `-----------------  main -- f  ----------------'         */
#ifndef MS2_PRINT_QUERY_BOTH_H
#define MS2_PRINT_QUERY_BOTH_H

#include <stdint.h>

#include "query/trie.h"

struct arena;
struct intern;
struct stacks;

struct both {
   struct arena *arena;
   struct trie trie;      /* of both; a node's site is its place */
   struct intern *places; /* from what tells a place to its number */
   uint32_t n_places;     /* they are numbered from 1 */
};

void both_init(struct both *b, struct arena *a);

/* Adds all stacks of a profile.  By node of its paths (WALK_WHOLE) the node
   here; in the arena, from where its caller may drop it: both_drop(). */
uint32_t *both_add(struct both *b, struct stacks *stacks);
void both_drop(struct both *b, struct stacks *stacks, uint32_t *nodes);

#endif
