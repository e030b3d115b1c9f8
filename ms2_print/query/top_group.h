/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What top sums up to: functions, files, objects, threads, types. */
#ifndef MS2_PRINT_QUERY_TOP_GROUP_H
#define MS2_PRINT_QUERY_TOP_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct profile;
struct stacks;

/* Where a context allocates: its first visible site. */
struct top_place {
   uint32_t node, site;
};

/* What contexts are summed up to. */
struct top_group {
   const char *name;         /* as in --by=NAME */
   const char *title;        /* of their column */
   const char *many;         /* "Files": in a heading */
   const char *more, *mores; /* "more file", "more files" */
   /* The group of a place; NULL: its function. */
   const char *(*text)(struct arena *a, struct stacks *stacks,
                       const struct top_place *place);
   bool of_stack; /* the text is not that of the site alone */
};

extern const struct top_group top_groups[];
extern const size_t n_top_groups;

/* NULL if there is none of that name. */
const struct top_group *top_group_find(const char *name);

/* Threads are told apart only where that was asked for when recording. */
bool top_group_is_known(const struct top_group *g, const struct profile *p);

#endif
