/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands between the user and a good profile, and the remedy: from facts
   only, those that the recorder took down and those that the profile shows. */
#ifndef MS2_PRINT_QUERY_HINTS_H
#define MS2_PRINT_QUERY_HINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/profile.h"

struct arena;
struct stacks;

struct hint {
   const char *name; /* for programs: the word, or one of its own */
   const char *word; /* as in the file; "" for one that only a reader has */
   const char *text; /* sentences for a person */
   bool is_guess;    /* from a shape, not from a fact */
};

/* In the order of the format's table. */
struct hint *query_hints(struct arena *a, struct stacks *stacks,
                         const struct profile *p, size_t *n_hints);

#endif
