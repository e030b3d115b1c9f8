/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every context's stack as its reader wants to see it, folded: equal ones are
   one node of a trie.  Made once for a profile and its rules, and shared by
   whoever asks for more than one stack. */
#ifndef MS2_PRINT_QUERY_PATHS_H
#define MS2_PRINT_QUERY_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#include "query/walk.h"

struct stacks;

/* The note on what the loader maps for libraries. */
#define PATHS_LIBRARY "a library"

/* What is said of the place that allocates. */
struct paths_call {
   const char *via;  /* "" for none */
   const char *note; /* "" for none */
};

struct paths {
   const struct trie_node *nodes; /* of the trie; of WALK_TOPS none */
   uint32_t n_nodes;
   const uint32_t *ends; /* by number of context: a node, or a site */
   const uint32_t *said; /* by number of context: see below */
   const uint32_t *tops; /* likewise: the innermost site; see paths_tops() */
   const struct paths_call *calls;
};

const struct paths *paths_get(struct stacks *s, enum walk_kind kind);

/* The innermost site of a context: of whatever kind was asked for before, so
   that it costs no second pass. */
const struct paths *paths_tops(struct stacks *s);
uint32_t paths_top(const struct paths *tops, uint32_t context);

/* The innermost site of any node: of a context as above. */
uint32_t paths_top_of(struct stacks *s, uint32_t node);

struct paths_call paths_call(const struct paths *p, uint32_t context);

/* Outer callers were not recorded. */
bool paths_is_cut(const struct paths *p, uint32_t context);

#endif
