/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What to do for the names and lines of code that was recorded without. */
#ifndef MS2_PRINT_QUERY_MISSING_NAMES_H
#define MS2_PRINT_QUERY_MISSING_NAMES_H

struct arena;
struct profile;
struct stacks;

/* Sentences about the object that most memory without a line is of, with the
   ways that are at hand; `what` is lacking.  NULL if nothing is known of that
   object but its name, or if only part of it has no lines. */
const char *missing_names_text(struct arena *a, struct stacks *stacks,
                               const struct profile *p, const char *what);

#endif
