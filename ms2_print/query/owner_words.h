/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What roots, and nodes of a search, are called: the one place that names them,
   for pages, exports and checks. */
#ifndef MS2_PRINT_QUERY_OWNER_WORDS_H
#define MS2_PRINT_QUERY_OWNER_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "query/owners.h"

/* Data that is known by its address alone: "data of dash+0x1a40". */
bool owner_words_is_place(const struct profile *p, const struct root *root);

/* All in the arena.  The name alone: "cache", "wait_here's frame", "memory
   mapped by load"; what patterns match. */
const char *owner_words_root(struct arena *a, const struct profile *p,
                             const struct root *root);

/* What is said of it beside its name: "app.c:12, global", "stack of thread 2
   (worker)"; or "". */
const char *owner_words_where(struct arena *a, const struct profile *p,
                              const struct root *root);

/* Both: "cache (app.c:12, global)". */
const char *owner_words_label(struct arena *a, const struct profile *p,
                              const struct root *root);

/* Of a node: a root's label, of blocks "fill_cache (app.c:12)", else words. */
const char *owner_words_node(struct arena *a, struct stacks *s,
                             const struct owners_node *n);

/* So many holders of what several hold have a name. */
#define OWNER_WORDS_BESIDE 3

/* "left (global in app) and right (global in app)": the holders beside the one
   that the node lies below, the first few; "" where there is none. */
const char *owner_words_beside(struct arena *a, struct stacks *s,
                               const struct owners *o, uint32_t node);

#endif
