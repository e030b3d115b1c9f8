/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: 2^SIZE distinct call stacks, each seen eight times. */
#include "stacks.h"

enum { N_PASSES = 8, BLOCK_BYTES = 24 };

static BENCH_FUNCTION void replace(unsigned long leaf, void *user)
{
   void **blocks = user;

   free(blocks[leaf]);
   blocks[leaf] = bench_malloc(BLOCK_BYTES);
}

int main(int argc, char **argv)
{
   unsigned depth = (unsigned)bench_size(argc, argv);
   unsigned long n_leaves = 1ul << depth;
   void **blocks = calloc(n_leaves, sizeof *blocks);
   struct stacks stacks = {replace, blocks};

   if (blocks == NULL)
      return 1;
   for (int i = 0; i < N_PASSES; i++)
      stacks_visit(&stacks, depth, 0);
   for (unsigned long i = 0; i < n_leaves; i++)
      free(blocks[i]);
   free(blocks);
   return 0;
}
