/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles as the processes they are of: who started whom. */
#ifndef MS2_PRINT_QUERY_PROCESSES_H
#define MS2_PRINT_QUERY_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/profile.h"

struct arena;
struct frame_rules;
struct leaks;

struct process {
   size_t file;  /* its number among the profiles */
   size_t depth; /* 0: its parent is not among them */
};

/* The processes run by run, each with its children right behind it; parents
   and runs in the order in which they were started.  n_files rows in the
   arena. */
const struct process *query_processes(struct arena *a,
                                      const struct profile *const *files,
                                      size_t n_files);

/* What the verdicts say of a process, in sum; its own report says where. */
struct process_leaks {
   bool known;            /* see struct leaks */
   struct usage suspects; /* what they hold at the end */
   struct usage lost;     /* of this, and beside it; 0: none, or nobody
                             searched for it */
};

struct process_leaks processes_leaks_of(const struct leaks *l);

/* The same, where nobody has asked for its leaks yet: as dear as they are. */
struct process_leaks query_processes_leaks(const struct profile *p,
                                           const struct frame_rules *rules);

#endif
