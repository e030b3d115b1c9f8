/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: a new peak at every allocation, over 2^16 contexts.
 *
 * Wave after wave each of 2^16 call stacks takes a block that is larger than
 * the one it has, and only then frees that one.
 */
#include "stacks.h"

enum { DEPTH = 16, FIRST_BYTES = 16, STEP_BYTES = 8 };

struct waves {
   void **blocks;
   size_t block_bytes;
};

static BENCH_FUNCTION void grow(unsigned long leaf, void *user)
{
   struct waves *waves = user;
   void *larger = bench_malloc(waves->block_bytes);

   free(waves->blocks[leaf]);
   waves->blocks[leaf] = larger;
}

int main(int argc, char **argv)
{
   unsigned long n_waves = bench_size(argc, argv);
   unsigned long n_leaves = 1ul << DEPTH;
   struct waves waves = {calloc(n_leaves, sizeof(void *)), FIRST_BYTES};
   struct stacks stacks = {grow, &waves};

   if (waves.blocks == NULL)
      return 1;
   for (unsigned long i = 0; i < n_waves; i++) {
      stacks_visit(&stacks, DEPTH, 0);
      waves.block_bytes += STEP_BYTES;
   }
   for (unsigned long i = 0; i < n_leaves; i++)
      free(waves.blocks[i]);
   free(waves.blocks);
   return 0;
}
