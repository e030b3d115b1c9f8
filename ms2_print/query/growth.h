/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth by realloc, by function. */
#ifndef MS2_PRINT_QUERY_GROWTH_H
#define MS2_PRINT_QUERY_GROWTH_H

#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;

struct growth_row {
   uint32_t site;
   const char *via;
   struct record_chain sum; /* over all its contexts, with the longest of their
                        chains; its node is the context of that one */
};

/* The most bytes copied first, then the most steps, then by name. */
struct growth_row *query_growth(struct arena *a, struct stacks *stacks,
                                const struct profile *p, size_t *n_rows);

/* How the longest chain grew, and what would save copies. */
const char *growth_note(struct arena *a, const struct record_chain *c);

/* How many blocks ended by realloc, not by free. */
uint64_t growth_ended(const struct profile *p);

#endif
