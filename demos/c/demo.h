/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the C and C++ demos share: work that takes time but no memory. */
#ifndef DEMO_H
#define DEMO_H

#include <stddef.h>
#include <stdint.h>

/* Keeps a function's name in the picture whatever the compiler would do. */
#define DEMO_FUNCTION __attribute__((noinline))

/* The compiler must believe that `memory` is used here, so it can neither drop
   an allocation nor turn the call before this line into a jump. */
static inline void demo_use(const void *memory)
{
   __asm__ volatile("" : : "r"(memory) : "memory");
}

/* Computes for `rounds` rounds.  Put between two steps it spreads them along
   the time axis, where a sleep would not show on a clock of executed code. */
__attribute__((unused)) static DEMO_FUNCTION void demo_compute(unsigned rounds)
{
   volatile uint32_t state = 1;

   for (unsigned i = 0; i < rounds; i++)
      state = state * 1664525u + 1013904223u;
}

#endif
