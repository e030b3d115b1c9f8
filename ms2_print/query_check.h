/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a profile keep within its limits, and if not, which stack breaks them?
 */
#ifndef QUERY_CHECK_H
#define QUERY_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"
#include "profile.h"

struct arena;
struct stacks;

struct check_result {
   const char *text; /* of the limit */
   enum quantity quantity;
   bool passed;
   const char *problem; /* why there is nothing to compare; or "" */
   uint64_t limit;      /* what was allowed, to compare with */
   uint64_t found;
   /* The one stack with the most of it, where a stack has any. */
   uint64_t culprit_part;
   const uint32_t *culprit; /* sites, the innermost first */
   size_t n_culprit;
};

struct check_result query_check(struct arena *a, struct stacks *stacks,
                                const struct profile *p, const struct check *c);

/* The totals of a run, none of which may be more than pct_bp hundredths of a
   per cent above those of another one.  The culprit is the largest stack of
   the function that grew most. */
struct increase {
   const struct profile *base;
   struct stacks *base_stacks;
   uint32_t pct_bp;
};

#define N_INCREASE_RESULTS 3

void query_increase(struct arena *a, struct stacks *stacks,
                    const struct profile *p, const struct increase *i,
                    struct check_result results[N_INCREASE_RESULTS]);

#endif
