/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranks threads. */
#include "query/threads.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"

static int compare(const void *left, const void *right)
{
   const struct thread_rank *a = left, *b = right;
   const int c =
       order_down(a->thread->allocated.bytes, b->thread->allocated.bytes);

   return c ? c : order_up(a->number, b->number);
}

static uint64_t most_alive(const struct profile *p)
{
   uint64_t most = 0;

   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].n_threads > most)
         most = p->snapshots[i].n_threads;
   }
   return most;
}

/* What is known of threads may be older than the totals, and the profile's own
   may have mapped pages in them. */
static uint64_t sum_up(const struct profile *p)
{
   uint64_t sum = 0;

   for (uint32_t i = 1; i < p->facts.n_threads; i++)
      sum += p->facts.threads[i].allocated.bytes;
   return p->finished ? p->facts.as_of_total.bytes : sum;
}

struct threads *query_threads(struct arena *a, const struct profile *p)
{
   struct threads *all = arena_array(a, 1, sizeof *all);

   all->n = p->facts.n_threads > 1 ? p->facts.n_threads - 1 : 0;
   all->ranks = arena_array(a, all->n, sizeof all->ranks[0]);
   for (uint32_t i = 0; i < all->n; i++)
      all->ranks[i] = (struct thread_rank){i + 1, &p->facts.threads[i + 1]};
   if (all->n > 1)
      qsort(all->ranks, all->n, sizeof all->ranks[0], compare);
   all->most_alive = most_alive(p);
   all->allocated_bytes = sum_up(p);
   return all;
}

const char *threads_rank_name(const struct thread_rank *rank)
{
   return rank->thread->name[0] ? rank->thread->name
          : rank->number == 1   ? "(the main thread)"
                                : "(no name)";
}
