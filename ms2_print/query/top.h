/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums by function: every context counts for the first visible function of its
   stack; or by its file, its object, or the stack's thread.  What they can be
   ranked by is a table of keys. */
#ifndef MS2_PRINT_QUERY_TOP_H
#define MS2_PRINT_QUERY_TOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;

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

enum top_kind { TOP_BYTES, TOP_COUNT, TOP_TIME };

/* What a profile must have for a key. */
enum top_need {
   TOP_BLOCKS = 1, /* a massif file does not have it */
   TOP_FACTS = 2,  /* nor one of heaptrack */
   TOP_WINDOW = 4, /* a whole run does not have it */
   TOP_USE = 8     /* recorded with --use */
};

/* Something to rank functions by, the largest first. */
struct top_key {
   const char *key;   /* as in --sort=KEY */
   const char *title; /* of a column */
   const char *words; /* "Functions by ..." */
   enum top_kind kind;
   unsigned needs; /* of enum top_need */
   uint64_t (*value)(const struct top_row *row);
};

extern const struct top_key top_keys[];
extern const size_t n_top_keys;

/* NULL if there is none of that name. */
const struct top_key *top_key_find(const char *key);

/* Did the recording take it down? */
bool top_key_is_known(const struct top_key *m, const struct profile *p);

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

const struct top_group *top_group_find(const char *name);

/* Threads are told apart only where that was asked for when recording. */
bool top_group_is_known(const struct top_group *g, const struct profile *p);

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
