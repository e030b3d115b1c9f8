/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: small blocks come and go, some of them inside a region that is
   entered anew each time: regions SIZE CALLS-A-REGION, 0 for no regions. */
#include "bench.h"

#include "../../include/ms2.h"

enum { MAX_BLOCK_BYTES = 200, N_LIVE = 1000 };

static BENCH_FUNCTION void work(void **blocks, unsigned long n_calls)
{
   static uint64_t state = 1;

   for (unsigned long i = 0; i < n_calls; i++) {
      void **block = &blocks[bench_random(&state) % N_LIVE];
      free(*block);
      *block = bench_malloc(bench_random(&state) % (MAX_BLOCK_BYTES + 1));
   }
}

int main(int argc, char **argv)
{
   static void *blocks[N_LIVE];
   unsigned long n_calls = bench_size(argc - 1, argv);
   unsigned long n_inside = strtoul(argv[2], NULL, 10);

   if (n_inside == 0) {
      work(blocks, n_calls);
      return 0;
   }
   for (unsigned long done = 0; done < n_calls; done += n_inside) {
      MS2_REGION_BEGIN("outer");
      MS2_REGION_BEGIN("work");
      work(blocks, n_inside);
      MS2_REGION_END("work");
      MS2_REGION_END("outer");
   }
   return 0;
}
