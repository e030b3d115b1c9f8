/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of callers, from the places that allocate outwards to main; or of
   callees, from main inwards.

   A function that is entered again before it has returned is one level: what
   lies between is left out, so that recursion has no depth.  (Not so in whole
   trees, nor in one of callers where all frames are asked for.)

   Equal visible stacks of different contexts are merged, so the sums are
   exact: a node's usage is the sum of its children's, of what is hidden below
   the threshold, and of the stacks that end at the node. */
#ifndef MS2_PRINT_QUERY_TREE_H
#define MS2_PRINT_QUERY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;

struct tree_node {
   uint32_t site;
   bool recursive;     /* some of the stacks pass through it more than once */
   bool several_lines; /* callees only: of the function, site is one of them */
   struct usage usage;
   const char *via;  /* at the allocating end only: the largest part's; or "" */
   bool via_several; /* and other parts have other ones */
   const char *note; /* what the blocks are known to be; or "" */
   bool cut;         /* callers of a stack that ends here were not recorded;
                        of callees: of one that begins here */
   struct usage self;                /* of the stacks that end here */
   const struct tree_node *children; /* the largest first */
   size_t n_children;
   size_t n_hidden; /* sites below the threshold */
   struct usage hidden;
};

struct tree {
   struct tree_node root; /* its site is 0 and means the whole heap */
   struct stacks *stacks;
};

/* A tree will be asked for: what all trees rest on is made now, so that what is
   asked of the stacks before then needs no pass of its own. */
void query_tree_expect(struct stacks *stacks);

/* live[] is what each context holds, by its number.  Sites with less than
   threshold_bytes are hidden.  The result is in the arena. */
struct tree *query_tree(struct arena *a, struct stacks *stacks,
                        const struct usage *live, uint64_t threshold_bytes);

/* The same with recursion as it was. */
struct tree *query_tree_whole(struct arena *a, struct stacks *stacks,
                              const struct usage *live,
                              uint64_t threshold_bytes);

/* As query_tree(), but only the largest places, so many, each with its largest
   caller, the largest caller of that, and so on; nothing else is counted in. */
struct tree *query_tree_largest(struct arena *a, struct stacks *stacks,
                                const struct usage *live, size_t n_places);

/* The tree of callees: a level is a function, whatever its lines. */
struct tree *query_tree_callees(struct arena *a, struct stacks *stacks,
                                const struct usage *live,
                                uint64_t threshold_bytes);

#endif
