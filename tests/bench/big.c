/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: a queue of blocks of 8 to 40 bytes.
 *
 * Usage: big LIVE CALLS.  The queue holds LIVE blocks; CALLS go through it.
 * The same CALLS with another LIVE is the same number of events.
 */
#include "bench.h"

int main(int argc, char **argv)
{
   unsigned long n_live = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
   unsigned long n_calls = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
   uint64_t state = 1;

   if (n_live == 0 || n_calls == 0) {
      fprintf(stderr, "usage: %s LIVE CALLS\n", argv[0]);
      return 2;
   }
   void **blocks = calloc(n_live, sizeof *blocks);
   if (blocks == NULL)
      return 1;
   for (unsigned long i = 0; i < n_calls; i++) {
      free(blocks[i % n_live]);
      blocks[i % n_live] = bench_malloc(8 + bench_random(&state) % 33);
   }
   for (unsigned long i = 0; i < n_live; i++)
      free(blocks[i]);
   free(blocks);
   return 0;
}
