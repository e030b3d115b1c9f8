/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums by function: every context counts for the first visible function of its
   stack; or by another group of it (top_group).  What they can be ranked by is
   a table of keys (top_key). */
#ifndef MS2_PRINT_QUERY_TOP_H
#define MS2_PRINT_QUERY_TOP_H

#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;
struct top_group;
struct top_key;

struct top_row {
   const char *name; /* of a group of functions; NULL where it is one */
   uint32_t site;    /* of its lines, the one with most of the key */
   uint32_t n_lines; /* those with any of it */
   const char *note; /* what the blocks are known to be; or "" */
   struct usage peak;
   struct usage end;
   struct usage allocated;
   struct usage library;          /* what the C library kept until the exit */
   struct usage kept, left, held; /* of a window: see window.h */

   /* From the facts of contexts, 0 where the profile has none. */
   uint64_t ended_blocks; /* freed or reallocated */
   struct usage short_lived;
   uint64_t lifetime_sum, lifetime_max; /* in run.lifetime_unit */
   uint64_t min_size, max_size;         /* bytes of one block */
   uint64_t max_bytes; /* the most that one of its stacks held at any time */
   uint64_t other_thread_blocks;

   /* At the peak, where use was recorded: see unused.h. */
   uint64_t never_touched, never_read, idle;
};

struct top_question {
   const struct top_group *group;
   const struct top_key *by;
};

struct top {
   struct top_row *rows;
   size_t n_rows;
};

/* Ranked as below. */
struct top query_top_by(struct arena *a, struct stacks *stacks,
                        const struct profile *p, const struct top_question *q);

/* Functions.  Rows ranked by the key, then by the peak, the end, what was
   allocated, then by name.  The array is in the arena. */
struct top_row *query_top(struct arena *a, struct stacks *stacks,
                          const struct profile *p, const struct top_key *by,
                          size_t *n_rows);

#endif
