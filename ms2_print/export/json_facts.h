/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of a profile as members of its JSON object: churn and sizes,
   growth, threads, mapped pages, peaks, regions, marks.  Described in
   export/json.c. */
#ifndef MS2_PRINT_EXPORT_JSON_FACTS_H
#define MS2_PRINT_EXPORT_JSON_FACTS_H

#include "base/json.h"
#include "model/profile.h"

struct stacks;

/* A profile whose frames were written. */
struct json_profile {
   const struct profile *profile;
   const uint64_t *first; /* the number of each address's first frame */
   enum axis axis;        /* of its moments */
   struct stacks *stacks;
};

/* A member with the numbers of a node's frames, the innermost first. */
void json_facts_put_stack(struct json *j, const struct json_profile *p,
                          const char *name, uint32_t node);

/* Adds a moment's clocks, null for those that were not recorded, and its
   position: how far along the axis it is, from 0 to 1. */
void json_facts_set_moment(json_t *o, const struct profile *p, enum axis shown,
                           const struct moment *when);

/* Each adds what is known beside the heap. */
void json_facts_set_run(json_t *run, const struct profile *p);
void json_facts_set_summary(json_t *summary, const struct profile *p);
void json_facts_set_snapshot(json_t *snapshot, const struct profile *p,
                             size_t index);

/* The same to a context that is being written. */
void json_facts_put_context(struct json *j, const struct profile *p,
                            uint32_t node);

/* Writes the lists: threads, pages, peaks, regions, marks. */
void json_facts_put(struct json *j, const struct json_profile *p);

#endif
