/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums by function: every context counts for the first visible function of its
   stack. */
#ifndef QUERY_TOP_H
#define QUERY_TOP_H

#include <stddef.h>
#include <stdint.h>

#include "profile.h"

struct arena;
struct stacks;

struct top_row {
   uint32_t site;    /* of its lines, the one with most bytes allocated */
   uint32_t n_sites; /* lines it allocates at: 1, or 2 for "several" */
   const char *note; /* what the blocks are known to be; or "" */
   struct usage peak;
   struct usage end;
   struct usage allocated;
};

/* Rows with the most at the peak first, then at the end, then allocated, then
   by name.  The array is in the arena. */
struct top_row *query_top(struct arena *a, struct stacks *stacks,
                          const struct profile *p, size_t *n_rows);

#endif
