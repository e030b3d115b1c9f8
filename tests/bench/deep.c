/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: down 200 calls and up again, allocating at every level. */
#include "bench.h"

enum { DEPTH = 200, BLOCK_BYTES = 40 };

static BENCH_FUNCTION void descend(unsigned depth)
{
   void *block = bench_malloc(BLOCK_BYTES);

   if (depth > 1)
      descend(depth - 1);
   bench_use(block);
   free(block);
}

int main(int argc, char **argv)
{
   unsigned long n_rounds = bench_size(argc, argv);

   for (unsigned long i = 0; i < n_rounds; i++)
      descend(DEPTH);
   return 0;
}
