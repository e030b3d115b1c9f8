/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of contexts while they are summed up, before anything is said of
   them: one for each site, and where stacks are suppressed another one for
   those. */
#ifndef MS2_PRINT_QUERY_LEAK_GATHER_H
#define MS2_PRINT_QUERY_LEAK_GATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/usage.h"
#include "query/leak_group.h"

struct arena;
struct profile;
struct stacks;

struct leak_gather {
   struct leak_group group;
   bool any;
   struct usage most;     /* at the end: bytes of one stack, blocks of one */
   uint64_t most_at_peak; /* bytes of the stack whose `via` the group has */
};

/* Everything is in the arena. */
struct leak_gathering {
   struct leak_gather *groups; /* by number */
   uint32_t n;
   uint32_t *group_of; /* by context: number of its group + 1; 0: none */
};

/* The groups' sums and sizes.  Verdicts, courses, lives and proofs are for
   others to set. */
struct leak_gathering leak_gather(struct arena *a, struct stacks *stacks,
                                  const struct profile *p);

/* Of a group, by its site and by whether it is suppressed. */
uint32_t leak_gather_number(const struct stacks *stacks,
                            const struct leak_group *g);

/* Stacks that are one in the source count as one from here on, in groups that
   have many blocks, but few of any stack. */
void leak_gather_alike(struct leak_gathering *all, const struct profile *p);

#endif
