/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: a new peak at every call stack, of 2^16, again and again.
 *
 * Wave after wave each stack takes a block for a moment, which lifts the heap
 * over all that was before, and then one that it keeps.
 */
#include "stacks.h"

enum { DEPTH = 16, MOMENT_BYTES = 64, KEPT_BYTES = 24 };

/* A stack's blocks are a list; the first word of each is the next. */
static BENCH_FUNCTION void grow(unsigned long leaf, void *user)
{
   void **lists = user;
   void *moment = bench_malloc(MOMENT_BYTES);

   free(moment);
   void **kept = bench_malloc(KEPT_BYTES);
   *kept = lists[leaf];
   lists[leaf] = kept;
}

static BENCH_FUNCTION void drop(void **list)
{
   while (list != NULL) {
      void **next = *list;

      free(list);
      list = next;
   }
}

int main(int argc, char **argv)
{
   unsigned long n_waves = bench_size(argc, argv);
   unsigned long n_leaves = 1ul << DEPTH;
   void **lists = calloc(n_leaves, sizeof *lists);
   struct stacks stacks = {grow, lists};

   if (lists == NULL)
      return 1;
   for (unsigned long i = 0; i < n_waves; i++)
      stacks_visit(&stacks, DEPTH, 0);
   for (unsigned long i = 0; i < n_leaves; i++)
      drop(lists[i]);
   free(lists);
   return 0;
}
