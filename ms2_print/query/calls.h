/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile folded through the frame rules: contexts whose visible stacks and
   types of blocks are equal become one, and all stacks together a tree from
   main inwards.

   For whoever takes the whole profile elsewhere; a page of the printer asks
   for one moment only, see tree.h. */
#ifndef MS2_PRINT_QUERY_CALLS_H
#define MS2_PRINT_QUERY_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"
#include "query/paths.h"

struct arena;
struct stacks;

/* All contexts with one visible stack whose blocks hold the same type. */
struct calls_context {
   uint32_t node;    /* place in the order of nodes: its innermost frame */
   const char *via;  /* of the largest of them; or "" */
   const char *note; /* what these blocks are known to be; or "" */
   const char *type; /* what they hold; or "" */
   bool cut;         /* outer callers were not recorded */
   struct usage peak;
   struct usage short_lived; /* over the run; of facts.h */
   struct usage inherited;   /* at a fork, ahead of all changes */
};

struct calls {
   const struct profile *profile;
   const struct paths *paths;
   uint32_t *order; /* of the trie's nodes: each behind its caller and all that
                       lies below its elder siblings; large siblings first */
   uint32_t n_nodes;
   uint32_t n_contexts;  /* in the order of their nodes */
   uint32_t *context_of; /* by the profile's contexts: index + 1; 0: none */

   /* calls.c's. */
   uint32_t *places;  /* by context of these: in the order of nodes */
   uint32_t *begins;  /* where its nodes of the profile begin in `members` */
   uint32_t *members; /* those of one context side by side, in their order */
   const char **types;
};

/* Everything is in the arena. */
struct calls *query_calls(struct arena *a, struct stacks *stacks,
                          const struct profile *p);

/* Number `index`, from 0 to n_contexts - 1. */
struct calls_context calls_context(const struct calls *c, uint32_t index);

/* Its innermost site. */
uint32_t calls_site(const struct calls *c, uint32_t index);

#endif
