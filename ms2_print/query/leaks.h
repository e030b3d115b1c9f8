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

struct arena;
struct stacks;

/* In the order in which a reader should look at them. */
enum verdict {
   VERDICT_STAIRCASE,
   VERDICT_GROWING, /* a staircase that is small */
   VERDICT_SAWTOOTH,
   VERDICT_PLATEAU,
   VERDICT_ONE_OFF,
   VERDICT_INHERITED, /* a forked child holds what its parent allocated */
   VERDICT_AT_EXIT,   /* freed, but only at the very end */
   VERDICT_FREED,     /* of no interest: given back before */
   VERDICT_COUNT
};

struct leak_group {
   uint32_t site;    /* of the function's lines, the one with most at the end;
                        if all was freed, at the peak */
   uint32_t n_lines; /* those that have any then */
   uint32_t function_id;
   bool suppressed; /* its stacks are; the others of the function are a group of
                       their own */
   const char *via;
   const char *note; /* what the blocks are known to be: no suspect */
   enum verdict verdict;
   bool suspect; /* a staircase at a known end, of unknown blocks */

   struct usage inherited; /* at the fork that began the run */
   struct usage allocated;
   struct usage freed;
   struct usage library; /* of these, what the C library kept to the end */
   struct usage end;
   uint64_t most_blocks;        /* of one stack at the end */
   uint64_t most_bytes;         /* of one stack at the end */
   uint64_t max_bytes;          /* most at any snapshot or at the peak */
   uint64_t min_size, max_size; /* of its blocks; 0 and 0: not recorded */

   uint64_t n_rising;           /* snapshots at which it had grown */
   uint64_t n_intervals;        /* between its first and last change */
   uint64_t longest_fall_bytes; /* from a height to the next depth */
   uint64_t growth_ms;          /* from its first to its last growth */
};

struct leaks {
   bool known; /* false: a massif file, which tells who held what at a few
                  moments only, and seldom at the end; at_end and all groups
                  are of the last of them then, and none is a suspect */
   struct leak_group *groups; /* those worth a look, the worst first */
   size_t n_groups;
   size_t n_suspects; /* the first so many */
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

/* What a group held after a snapshot at which it changed. */
struct leak_point {
   size_t group; /* its index in groups[] */
   size_t snapshot;
   uint64_t live_bytes;
};

struct leak_visitor {
   void (*see)(void *context, const struct leak_point *point);
   void *context;
};

/* The timelines of the first n_groups groups, one beside the other in the
   order of time.  They are not kept: each call reads all of the profile. */
void query_leaks_each(const struct leaks *l, const struct profile *p,
                      size_t n_groups, struct leak_visitor visitor);

/* "staircase", ... */
const char *leaks_verdict_name(enum verdict v);

/* The verdict in one line of words. */
const char *leaks_verdict_words(enum verdict v);

#endif
