/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads by what they allocated. */
#ifndef MS2_PRINT_QUERY_THREADS_H
#define MS2_PRINT_QUERY_THREADS_H

#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;

struct thread_rank {
   uint32_t number;
   const struct thread *thread;
};

struct threads {
   struct thread_rank *ranks; /* the most allocated first */
   size_t n;                  /* 0: none were recorded */
   uint64_t most_alive;       /* at a time; 0: unknown */
   uint64_t allocated_bytes;  /* by all of them */
};

struct threads *query_threads(struct arena *a, const struct profile *p);

/* Its name, or what stands for one. */
const char *threads_rank_name(const struct thread_rank *rank);

#endif
