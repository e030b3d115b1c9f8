/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who still holds memory at the end, how it got there, and whether it looks
   like a leak.

   Contexts are grouped by the first visible function of their stacks.  Each
   group has a timeline of its own, and its *floor*: at any moment, the least
   it will hold from then on.  Memory below the floor is never given back, so
   the floor's shape separates what the heap's own ups and downs mix:

      staircase   the floor climbs in many steps up to the end
      plateau     it climbs, then stays level for a good part of the run
      one-off     it rises once
      inherited   it was there at the fork, and has not risen since
      sawtooth    it rises only with the last tooth
      at exit     it is zero, though the group held its memory to the end     */
#ifndef MS2_PRINT_QUERY_LEAKS_H
#define MS2_PRINT_QUERY_LEAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"
#include "query/leak_group.h"

struct arena;
struct stacks;

struct leaks {
   bool known; /* false: a massif file, which tells who held what at a few
                  moments only, and seldom at the end; at_end and all groups
                  are of the last of them then, and none is a suspect */
   struct leak_group *groups; /* those worth a look, the worst first */
   size_t n_groups;
   size_t n_suspects;  /* the first so many */
   size_t n_proven;    /* the first of them: lost memory */
   size_t n_unbounded; /* behind the suspects: grows, and is held */
   struct usage lost;  /* in all; of no interest unless was_searched */
   bool was_searched;  /* at the end, for who holds it */
   struct usage suspect_total;
   size_t n_suppressed;        /* groups that hold memory, but are left out */
   size_t suppressed_suspects; /* of these would be suspects */
   struct usage suppressed_total;
   const struct leak_group *silent; /* the largest of many blocks that were
                                       never freed and yet is no suspect, since
                                       it did not keep growing; may be NULL */
   struct usage at_end;             /* of all groups */
   uint32_t *group_of;              /* by context: index in groups[] + 1; 0:
                                       none */
};

struct leaks *query_leaks(struct arena *a, struct stacks *stacks,
                          const struct profile *p);

/* By index in groups[]: the node that holds most of it at the end; 0: nothing
   of it is left. */
const uint32_t *query_leaks_largest(struct arena *a, const struct leaks *l,
                                    const struct profile *p);

#endif
