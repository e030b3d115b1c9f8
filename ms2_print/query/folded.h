/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks folded: contexts whose visible stacks are equal become one, with the
   sums of their measures.  This is what flame graphs and most formats of other
   tools are made of. */
#ifndef MS2_PRINT_QUERY_FOLDED_H
#define MS2_PRINT_QUERY_FOLDED_H

#include <stddef.h>
#include <stdint.h>

#include "query/measure.h"

struct intern;
struct stack;
struct stacks;

struct folded_stack {
   const uint32_t *sites; /* the innermost first; at least one */
   size_t n_sites;
   const char *via;  /* what the first site called, of the first context */
   uint64_t *values; /* one for each measure asked for, then the extra ones */
};

struct folded {
   const struct measure *const *measures; /* the meaning of the values */
   size_t n_measures;
   const struct folded_stack *stacks; /* in the order of the first contexts */
   size_t n_stacks;
};

/* What is asked. */
struct folded_question {
   const struct profile *profile;
   const struct options *options;
   struct stacks *stacks;
   const struct measure *const *measures;
   size_t n_measures;
   const uint64_t *const *extra; /* more numbers, each by node; or NULL */
   size_t n_extra;
};

/* Stacks for which all numbers are 0 are left out.  In the arena. */
struct folded query_folded(struct arena *a, const struct folded_question *q);

/* The same with all measures that the profile has; those of --at only where
   that names a snapshot, as the peak and the end have measures of their own. */
struct folded query_folded_all(struct arena *a, const struct profile *p,
                               const struct options *o, struct stacks *stacks);

/* The sum of the i-th measure over all stacks. */
uint64_t folded_sum(const struct folded *f, size_t i);

/* The folding itself, for sums that are no measures: equal visible stacks are
   one, with n_values numbers, 0 at first.  In the arena. */
struct fold {
   struct arena *arena;
   struct intern *known; /* from the sites of a stack to its number + 1 */
   struct folded_stack *stacks;
   size_t n_stacks, room;
   size_t n_values;
};

struct fold fold_begin(struct arena *a, size_t n_values);

/* Valid until the next call. */
struct folded_stack *fold_find(struct fold *f, const struct stack *s);

#endif
