/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile folded through the frame rules: contexts whose visible stacks are
   equal become one, and all stacks together a tree from main inwards.

   For whoever takes the whole profile elsewhere; a page of the printer asks
   for one moment only, see query_tree.h. */
#ifndef MS2_PRINT_QUERY_CALLS_H
#define MS2_PRINT_QUERY_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;

/* A frame under its caller.  The root, node 0, has the site 0 and depth 0. */
struct calls_node {
   uint32_t parent;
   uint32_t site; /* of stacks.h */
   uint32_t depth;
};

/* All contexts with one visible stack. */
struct calls_context {
   uint32_t node;    /* of the tree: its innermost visible frame */
   const char *via;  /* of the largest of them; or "" */
   const char *note; /* what these blocks are known to be; or "" */
   bool cut;         /* outer callers were not recorded */
   struct usage peak;
   struct usage short_lived; /* over the run; of facts.h */
   struct usage inherited;   /* at a fork, ahead of all changes */
   uint64_t largest_bytes;   /* of the one whose `via` it is */
};

struct calls {
   struct calls_node *nodes; /* each behind its caller and all that lies below
                               its elder siblings; large siblings first */
   uint32_t n_nodes;
   struct calls_context *contexts; /* in the order of their nodes */
   uint32_t n_contexts;
   uint32_t *context_of; /* by the profile's node: index in contexts[] + 1;
                            0 = it never held anything */
};

/* Everything is in the arena. */
struct calls *query_calls(struct arena *a, struct stacks *stacks,
                          const struct profile *p);

#endif
