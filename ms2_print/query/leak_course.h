/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What groups of contexts held over the run, each from its first allocation to
   the end: how it rose and fell, and its *floor*, at any moment the least that
   it will hold from then on.  Memory below the floor is never given back, so
   the floor's shape separates what the heap's own ups and downs mix.

   Courses are read from the end to the start, since a floor is the least of
   what comes later.  Nothing of them is kept but what stands here.  Positions
   are indices of snapshots + 1; 0 is the start of the run. */
#ifndef MS2_PRINT_QUERY_LEAK_COURSE_H
#define MS2_PRINT_QUERY_LEAK_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;

struct leak_course {
   size_t born;            /* the position before the first allocation */
   size_t first;           /* that of the first change */
   size_t begun;           /* the last before the floor was more than a part */
   size_t reached;         /* the first from which it was nearly all */
   uint64_t calls_reached; /* the group's own calls up to there */
   uint64_t n_points;      /* changes */
   uint64_t n_steps;       /* rises of the floor */
   uint64_t n_rising;      /* changes at which the group had grown */
   uint64_t longest_fall_bytes; /* from a height to the next depth */
   uint64_t max_bytes;          /* most at any snapshot */
   uint64_t late_bytes; /* most that it held when the run was nearly over */
   size_t last_change, last_growth;

   /* While it is read. */
   bool found_begun, found_reached;
   uint64_t end_bytes, floor, next_bytes, next_calls;
   size_t next; /* the point seen before, which is the next one in time */
};

struct leak_courses_question {
   const struct profile *profile;
   const uint32_t *group_of; /* by context: from 1; 0: none */
   size_t n_groups;
   const struct context_sums *sums; /* by group */
};

/* By group; in the arena. */
struct leak_course *query_leak_courses(struct arena *a,
                                       const struct leak_courses_question *q);

/* The clock that tells how far into the run a position is. */
enum axis leak_course_clock(const struct profile *p);

/* What a clock shows at a position, and what passes between two of them. */
uint64_t leak_course_at(const struct profile *p, enum axis axis, size_t pos);
uint64_t leak_course_span(const struct profile *p, enum axis axis, size_t from,
                          size_t to);

#endif
