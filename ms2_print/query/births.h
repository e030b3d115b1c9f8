/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When what is live at the end of a run was born, by groups of contexts.

   Of a context of which nothing has ended all that was allocated lives; of one
   of which nothing lives nothing is asked.  Of the others the last look tells
   (facts.survivors). */
#ifndef MS2_PRINT_QUERY_BIRTHS_H
#define MS2_PRINT_QUERY_BIRTHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;

struct birth {
   uint32_t group;  /* from 1 */
   size_t position; /* of a snapshot, the first that saw it: see
                       moment_words.h; 0: it was there before the run */
   struct usage live;
};

struct births {
   bool known; /* of all contexts; else there are none */
   struct birth *of;
   size_t n;
};

/* By group and position, each once; of groups of which something has ended and
   something lives.  group_of[] is by context; 0: none. */
struct births query_births(struct arena *a, const struct profile *p,
                           const uint32_t *group_of);

/* Whether the look at the end tells of all contexts that need it. */
bool query_births_are_known(const struct profile *p);

#endif
