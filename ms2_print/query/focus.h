/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile with some of its stacks only, for --focus: a profile like any
   other, whose sums are of those stacks.

   What is not recorded by stack (the other series, threads, regions) stays as
   it was; views that show it do not take a focus. */
#ifndef MS2_PRINT_QUERY_FOCUS_H
#define MS2_PRINT_QUERY_FOCUS_H

#include "model/profile.h"

struct arena;

/* The stacks that pass through a function whose name matches the pattern, as
   names_match() has it; frames that are skipped or inlined count.  In the
   arena; `p` must live as long.  NULL if there is none. */
struct profile *focus_new(struct arena *a, const struct profile *p,
                          const char *glob);

#endif
