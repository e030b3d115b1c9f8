/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the benchmark programs in C and C++ share. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Keeps a function a frame of its own whatever the compiler would do. */
#define BENCH_FUNCTION __attribute__((noinline))

/* The compiler must believe that `memory` is used here, so it can neither drop
   an allocation nor turn the call before this line into a jump. */
static inline void bench_use(const void *memory)
{
   __asm__ volatile("" : : "r"(memory) : "memory");
}

/* The program's only argument: how much work it does.  Without one, or with
   one that is no number above 0, the program ends with status 2. */
static inline unsigned long bench_size(int argc, char **argv)
{
   unsigned long size = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

   if (size == 0) {
      fprintf(stderr, "usage: %s SIZE\n", argv[0]);
      exit(2);
   }
   return size;
}

/* malloc that ends the program when there is no memory. */
__attribute__((unused)) static inline void *bench_malloc(size_t size_bytes)
{
   void *memory = malloc(size_bytes);

   if (memory == NULL) {
      fprintf(stderr, "out of memory\n");
      exit(1);
   }
   bench_use(memory);
   return memory;
}

/* The next number of a linear congruential generator, the same on every
   machine; the good bits are at the top, so those are returned. */
static inline uint32_t bench_random(uint64_t *state)
{
   *state = *state * 6364136223846793005u + 1442695040888963407u;
   return (uint32_t)(*state >> 32);
}

#endif
