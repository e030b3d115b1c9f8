/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks folded: contexts whose visible stacks are equal become one, with the
   sums of their measures.  This is what flame graphs and most formats of other
   tools are made of.

   Neither the stacks nor their values are stored: of a million stacks both
   would be larger than the profile.  They are spelled out one by one. */
#ifndef MS2_PRINT_QUERY_FOLDED_H
#define MS2_PRINT_QUERY_FOLDED_H

#include <stddef.h>
#include <stdint.h>

#include "query/measure.h"
#include "query/stacks.h"

struct folded {
   const struct profile *profile;
   struct stacks *stacks;
   const struct measure *const *measures; /* the meaning of the values */
   size_t n_measures;
   const uint64_t *const *extra; /* of the values behind them */
   size_t n_extra;
   size_t n_stacks; /* in the order of the first contexts */

   /* folded.c's. */
   const struct paths *paths;
   const struct usage *live;
   const uint32_t *first; /* by stack: its first node of the profile */
   const uint32_t *next;  /* by context: the next node with that stack; 0 */
};

/* What is asked. */
struct folded_question {
   const struct profile *profile;
   const struct options *options;
   struct stacks *stacks;
   const struct measure *const *measures;
   size_t n_measures;
   const uint64_t *const *extra; /* more numbers, each by context; or NULL */
   size_t n_extra;
};

/* Stacks for which all numbers are 0 are left out.  In the arena. */
struct folded query_folded(struct arena *a, const struct folded_question *q);

/* The same with all measures that the profile has; those of --at only where
   that names a snapshot, as the peak and the end have measures of their own. */
struct folded query_folded_all(struct arena *a, const struct profile *p,
                               const struct options *o, struct stacks *stacks);

/* The sites of stack number i, the innermost first, at least one, and what the
   first of them called, of the first context; valid until the next call. */
struct stack folded_stack(const struct folded *f, size_t i);

/* Its values: one for each measure asked for, then the extra ones. */
void folded_values(const struct folded *f, size_t i, uint64_t *values);

uint64_t folded_value(const struct folded *f, size_t i, size_t column);

/* The node of the trie at which it ends: see paths.h. */
uint32_t folded_end(const struct folded *f, size_t i);

/* Fetches the nodes of some stacks behind number i, for who walks along them in
   the order of the stacks; returns the node at which one of them ends, or 0. */
uint32_t folded_expect(const struct folded *f, size_t i);

/* The sums of all values over all stacks. */
void folded_sums(const struct folded *f, uint64_t *sums);

#endif
