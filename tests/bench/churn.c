/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: small blocks come and go, a third of them live at a time. */
#include "bench.h"

enum { MAX_BLOCK_BYTES = 32 };

int main(int argc, char **argv)
{
   unsigned long n_calls = bench_size(argc, argv);
   unsigned long n_live = n_calls / 3 + 1;
   void **blocks = calloc(n_live, sizeof *blocks);
   uint64_t state = 1;

   if (blocks == NULL)
      return 1;
   for (unsigned long i = 0; i < n_calls; i++) {
      void **block = &blocks[i % n_live];

      free(*block);
      *block = bench_malloc(bench_random(&state) % (MAX_BLOCK_BYTES + 1));
   }
   for (unsigned long i = 0; i < n_live; i++)
      free(blocks[i]);
   free(blocks);
   return 0;
}
