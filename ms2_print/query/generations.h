/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of what a group of contexts allocated in each part of its life is
   still live: its life from its first allocation to its last growth is cut into
   generations of equal work, and each knows what was born in it and what of
   that survives.

   Work is counted half in the run's clock and half in the run's calls: the
   loader's work, a pause, or a fast loop at the end is then never most of a
   life. */
#ifndef MS2_PRINT_QUERY_GENERATIONS_H
#define MS2_PRINT_QUERY_GENERATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;

/* So many make a life: enough to tell a few from most. */
#define GENERATIONS 20

struct generation {
   size_t until; /* the last position that belongs to it: moment_words.h */
   struct usage born, alive;
};

/* Of one group. */
struct generations {
   bool known; /* of all its blocks is known when they were born */
   struct generation of[GENERATIONS];
};

struct generations_question {
   const struct profile *profile;
   const uint32_t *group_of; /* by context: from 1; 0: none */
   size_t n_groups;
   const struct snapshot_range *lives; /* by group, of positions: its first
                                          allocation and its last growth */
   enum axis axis;                     /* the run's clock */
};

/* By group; in the arena. */
struct generations *query_generations(struct arena *a,
                                      const struct generations_question *q);

#endif
