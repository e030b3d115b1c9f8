/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each group of contexts held over the run. */
#ifndef MS2_PRINT_QUERY_LEAK_TIMELINES_H
#define MS2_PRINT_QUERY_LEAK_TIMELINES_H

#include <stddef.h>
#include <stdint.h>

struct leaks;
struct profile;

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
void leak_timelines_each(const struct leaks *l, const struct profile *p,
                         size_t n_groups, struct leak_visitor visitor);

#endif
