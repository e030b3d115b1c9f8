/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Did a run use more than an older one? */
#ifndef MS2_PRINT_QUERY_INCREASE_H
#define MS2_PRINT_QUERY_INCREASE_H

#include "query/check.h"

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
