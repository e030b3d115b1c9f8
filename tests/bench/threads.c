/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: eight threads that allocate at the same time. */
#include <pthread.h>
#include "bench.h"

enum { N_THREADS = 8, N_LIVE = 1000, MAX_BLOCK_BYTES = 512 };

static unsigned long n_calls;

static BENCH_FUNCTION void replace(void **block, size_t size_bytes)
{
   free(*block);
   *block = bench_malloc(size_bytes);
}

static void *work(void *seed)
{
   uint64_t state = *(const uint64_t *)seed;
   void *blocks[N_LIVE] = {NULL};

   for (unsigned long i = 0; i < n_calls; i++) {
      uint32_t number = bench_random(&state);

      replace(&blocks[number % N_LIVE], number / N_LIVE % MAX_BLOCK_BYTES);
   }
   for (int i = 0; i < N_LIVE; i++)
      free(blocks[i]);
   return NULL;
}

int main(int argc, char **argv)
{
   n_calls = bench_size(argc, argv);
   pthread_t threads[N_THREADS];
   uint64_t seeds[N_THREADS];
   for (int i = 0; i < N_THREADS; i++) {
      seeds[i] = (uint64_t)i + 1;
      if (pthread_create(&threads[i], NULL, work, &seeds[i]) != 0)
         return 1;
   }
   for (int i = 0; i < N_THREADS; i++)
      pthread_join(threads[i], NULL);
   return 0;
}
