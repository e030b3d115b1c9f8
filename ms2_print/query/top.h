/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums by function: every context counts for the first visible function of its
   stack; or by another group of it (top_group).  What they can be ranked by is
   a table of keys (top_key). */
#ifndef MS2_PRINT_QUERY_TOP_H
#define MS2_PRINT_QUERY_TOP_H

#include <stddef.h>
#include <stdint.h>

#include "query/top_row.h"

struct arena;
struct profile;
struct stacks;
struct top_group;
struct top_key;

struct top_question {
   const struct top_group *group;
   const struct top_key *by;
};

struct top {
   struct top_row *rows;
   size_t n_rows;
};

/* Ranked as below. */
struct top query_top_by(struct arena *a, struct stacks *stacks,
                        const struct profile *p, const struct top_question *q);

/* Functions.  Rows ranked by the key, then by the peak, the end, what was
   allocated, then by name.  The array is in the arena. */
struct top_row *query_top(struct arena *a, struct stacks *stacks,
                          const struct profile *p, const struct top_key *by,
                          size_t *n_rows);

#endif
