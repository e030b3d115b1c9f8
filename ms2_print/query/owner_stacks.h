/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held what, as stacks: a root, what it holds, what that holds.  This is
   what flame graphs and formats of stacks are made of; a sum over all that
   begins alike is what would be lost without it. */
#ifndef MS2_PRINT_QUERY_OWNER_STACKS_H
#define MS2_PRINT_QUERY_OWNER_STACKS_H

#include <stdint.h>

#include "query/owners.h"
#include "query/trie.h"

/* A stack ends at each node with bytes; nodes are as in trie.h, but `site` is
   the number of a label.  What is called alike is one. */
struct owner_stacks {
   const struct trie_node *nodes;
   uint32_t n_nodes;
   const uint64_t *bytes; /* by node: those that end there */
   const char *const *labels;
   const uint32_t *sites; /* by label: where it allocates; 0: no blocks */
   uint32_t n_labels;
};

struct owner_stacks query_owner_stacks(struct arena *a, struct stacks *s,
                                       const struct owner_search *search);

/* "bytes by who held them at the end": what it weighs; in the arena. */
const char *owner_stacks_words(struct arena *a,
                               const struct owner_search *search);

#endif
