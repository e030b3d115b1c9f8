/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a profile keep within its limits, and if not, which stack breaks them?
 */
#ifndef MS2_PRINT_QUERY_CHECK_H
#define MS2_PRINT_QUERY_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/limit.h"
#include "model/profile.h"

struct arena;
struct stacks;

struct check_result {
   const char *text; /* of the limit */
   enum quantity quantity;
   bool passed;
   const char *problem; /* why there is nothing to compare; or "" */
   const char *note;    /* what a reader should know beside it; or NULL */
   uint64_t limit;      /* what was allowed, to compare with */
   uint64_t found;
   bool is_share; /* the limit is one of `whole`, in hundredths of a per cent */
   uint64_t whole; /* what was held, of what was not used */
   /* The one stack with the most of it, where a stack has any. */
   uint64_t culprit_part;
   const uint32_t *culprit; /* sites, the innermost first */
   size_t n_culprit;
   const char *why; /* of leaks: the verdict on it, with its reasons; or NULL */
};

struct check_result query_check(struct arena *a, struct stacks *stacks,
                                const struct profile *p, const struct check *c);

/* Whether the recording is one that limits can be put on: a run that was cut
   short, or of which nothing was seen, keeps within any.  Its text is NULL if
   it is; a run that is not finished is only if `unfinished` allows it. */
struct check_result query_check_recording(const struct profile *p,
                                          bool unfinished);

/* ---- for other limits than --check's ---- */

struct check_question {
   struct arena *arena;
   struct stacks *stacks;
   const struct profile *profile;
   enum quantity quantity;
};

/* "" or why the profile can not tell. */
const char *check_problem(const struct check_question *q);

/* Of the whole run, and of one context. */
uint64_t check_total(const struct check_question *q);
uint64_t check_context(const struct check_question *q, uint32_t node);

/* Adds up the contexts whose first visible function has such a name ("" is
   all), into r->found, and names the culprit among them. */
void check_sites(const struct check_question *q, const char *glob,
                 struct check_result *r);

#endif
