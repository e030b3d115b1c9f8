/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two profiles, or between two moments of one.

   Stacks are the same if they call the same functions of the same objects.
   Lines, addresses and folders are not looked at, so that an inserted line,
   another load address or another build folder changes nothing. */
#ifndef MS2_PRINT_QUERY_DIFF_H
#define MS2_PRINT_QUERY_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"
#include "query/stacks.h"

struct arena;
struct stacks;

/* One of the two: what is compared, by number of context. */
struct diff_side {
   const struct profile *profile;
   struct stacks *stacks;
   const uint64_t *values;
};

enum diff_kind { DIFF_ADDED, DIFF_GROWN, DIFF_SHRUNK, DIFF_GONE, DIFF_KINDS };

struct diff_row {
   enum diff_kind kind;
   uint32_t end; /* of its stack: see diff_stack() */
   uint64_t before, after;
};

struct diff {
   uint64_t before, after;      /* sums of all */
   const struct diff_row *rows; /* what changed, the largest change first */
   size_t n_rows;
   size_t n_same; /* stacks that did not change */
   struct stacks *before_stacks, *after_stacks;
};

struct diff query_diff(struct arena *a, const struct diff_side *before,
                       const struct diff_side *after);

/* The stack of a row, of `after`, but of `before` where it is gone; valid
   until the next call. */
struct stack diff_stack(const struct diff *d, const struct diff_row *e);

/* after - before, as a number with a sign. */
int64_t diff_change(uint64_t before, uint64_t after);

#endif
