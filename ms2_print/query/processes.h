/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles as the processes they are of: who started whom. */
#ifndef MS2_PRINT_QUERY_PROCESSES_H
#define MS2_PRINT_QUERY_PROCESSES_H

#include <stddef.h>

#include "model/profile.h"

struct arena;

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

#endif
