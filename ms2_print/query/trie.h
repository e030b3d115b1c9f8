/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks as one tree from main inwards: what several have in common is there
   once.  A stack is the node at which it ends.

   The root, node 0, is no frame.  A node comes behind its parent, so a pass
   from the first to the last meets callers first, and one from the last to the
   first meets callees first. */
#ifndef MS2_PRINT_QUERY_TRIE_H
#define MS2_PRINT_QUERY_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lookup.h"

struct arena;

struct trie {
   struct arena *arena;
   struct trie_node *nodes;
   size_t n_nodes, room;

   /* trie.c's. */
   struct lookup others;  /* finds nodes that do not come behind their parent */
   uint32_t *other_nodes; /* by their number in it */
   size_t others_room;
};

struct trie_node {
   uint32_t parent;
   uint32_t site : 31; /* of stacks.h */
   uint32_t mark : 1;  /* the caller's: nodes differ by it */
};

void trie_init(struct trie *t, struct arena *a);

/* The node of this parent, site and mark; made if there is none. */
uint32_t trie_add(struct trie *t, struct trie_node wanted);

/* Nothing is added any more: what finding took is given back, and room. */
void trie_end(struct trie *t);

#endif
