/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two trees share. */
#ifndef MS2_PRINT_QUERY_TREE_PARTS_H
#define MS2_PRINT_QUERY_TREE_PARTS_H

#include "query/paths.h"

struct tree_node;

/* How far node.via is known. */
struct tree_via {
   const char *first;
   uint64_t most; /* bytes of the context that it is of */
};

/* Adds what is said of a context that ends at the node and holds so many bytes:
   that of the largest stands for all, of equals the first by name. */
void tree_add_call(struct tree_node *node, struct tree_via *via,
                   struct paths_call call, uint64_t bytes);

/* The order of siblings: the largest first, then by name. */
int tree_compare_nodes(const struct stacks *s, const struct tree_node *a,
                       const struct tree_node *b);

#endif
