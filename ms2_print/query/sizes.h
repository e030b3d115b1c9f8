/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls by the size asked for, in powers of two, and the functions behind each
   of them. */
#ifndef MS2_PRINT_QUERY_SIZES_H
#define MS2_PRINT_QUERY_SIZES_H

#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;

/* So many functions are named for each size. */
#define SIZES_SITES 3

struct size_site {
   uint32_t site;
   uint64_t calls;
};

struct size_bucket {
   uint64_t calls;
   struct size_site sites[SIZES_SITES]; /* the most calls first */
   unsigned n_sites;
   uint64_t n_functions; /* those not named included */
};

struct sizes {
   struct size_bucket buckets[FACTS_BUCKETS];
   uint64_t calls; /* in all of them */
   uint64_t min_size, max_size;
};

struct sizes *query_sizes(struct arena *a, struct stacks *stacks,
                          const struct profile *p);

#endif
