/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds what, as its reader wants to see it: the tree of one search, in
   which what looks alike below one holder is one.

   A node's place is its site, so contexts that differ in their callers alone
   are one.  What holds blocks like itself, as a list and a tree of nodes do,
   has them in its own sum: a way to the top meets no site twice. */
#ifndef MS2_PRINT_QUERY_OWNERS_H
#define MS2_PRINT_QUERY_OWNERS_H

#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct options;
struct stacks;

struct owners_node {
   enum owner_kind kind;
   enum loss loss;   /* of blocks */
   uint32_t number;  /* of a root; of blocks: their site */
   uint32_t context; /* of blocks: a node of the profile, the largest's */
   uint32_t parent;  /* the holder; 0: the top */
   uint32_t end;     /* the first node that does not lie below this one */
   uint32_t depth;   /* of the top: 0 */
   bool has_offset;  /* where in its holder each pointer lies: */
   uint64_t offset;
   struct usage own;      /* without what is below it */
   struct usage retained; /* with that */
};

/* The nodes stand in the order of a page: each before what it holds, of those
   with one holder what retains most first.  nodes[0] is the top. */
struct owners {
   const struct owner_search *search;
   const struct owners_node *nodes;
   uint32_t n_nodes;
   const uint32_t *of; /* by number of the search's: the node it is part of */
};

struct owners *query_owners(struct arena *a, struct stacks *s,
                            const struct owner_search *search);

/* The search that --at names: of the end or the peak, or at a snapshot. Without
   a word of the user's the last one, which is that of the end unless the run
   was cut.  NULL: there was none. */
const struct owner_search *owners_search(const struct profile *p,
                                         const struct options *o);

/* Several roots hold the node together: it lies at the top, or below an
   object's unnamed data, whose parts are told apart. */
bool owners_is_shared(const struct owners *o, uint32_t node);

/* The search at the end of the run; NULL: there was none. */
const struct owner_search *owners_at_end(const struct profile *p);

/* Why there is none, in a sentence or two, which say what to do. */
const char *owners_why_none(const struct profile *p);

/* The holders whose pointers lead to a node, beside the one it lies below,
   variables first, then those with most pointers; returns how many.  Where
   variables and blocks do, stacks and registers are left out: they may hold old
   words. */
struct owners_list {
   uint32_t *nodes;
   size_t room;
};
size_t owners_beside(const struct profile *p, const struct owners *o,
                     uint32_t node, struct owners_list to);

#endif
