/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many stacks, changed again and again: a profile of more than a megabyte.
   Always the same calls in the same order.

   long search   asks early for a search for who holds what */
#include <stdint.h>
#include <stdlib.h>

#include "ms2.h"

#define LEVELS 10
#define N_STACKS (1 << LEVELS)
#define ROUNDS 1200
#define EARLY 12 /* rounds */

static void *blocks[N_STACKS];

__attribute__((noinline)) static void reach(unsigned path, int level);

__attribute__((noinline)) static void left(unsigned path, int level)
{
   reach(path, level);
   __asm__ volatile("");
}

__attribute__((noinline)) static void right(unsigned path, int level)
{
   reach(path, level);
   __asm__ volatile("");
}

/* Each bit of the path is a turn, and each path a stack of its own. */
static void reach(unsigned path, int level)
{
   if (level == LEVELS) {
      free(blocks[path]);
      blocks[path] = malloc(16 + (path * 7 + (uintptr_t)level) % 100);
   } else if ((path >> level) & 1) {
      left(path, level + 1);
   } else {
      right(path, level + 1);
   }
   __asm__ volatile("");
}

int main(int argc, char **argv)
{
   unsigned path = 1;

   (void)argv;
   for (int i = 0; i < ROUNDS * N_STACKS; i++) {
      if (argc > 1 && i == EARLY * N_STACKS)
         MS2_SNAPSHOT_WITH_OWNERS("early");
      path = (path * 1103515245u + 12345u) & 0x7fffffff;
      reach((path >> 8) % N_STACKS, 0);
   }
   return 0;
}
