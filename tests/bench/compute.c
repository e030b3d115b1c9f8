/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: loops over integers and floats in small functions; no heap. */
#include "bench.h"

enum { N_CELLS = 4096 };

static double cells[N_CELLS];

static BENCH_FUNCTION uint32_t rotate(uint32_t value, unsigned n_bits)
{
   return value << n_bits | value >> (32 - n_bits);
}

static BENCH_FUNCTION uint32_t mix(uint32_t hash, uint32_t value)
{
   return rotate(hash ^ value * 0x9e3779b1u, 13) * 5 + 0xe6546b64u;
}

static BENCH_FUNCTION unsigned n_steps_to_one(uint64_t number)
{
   unsigned n_steps = 0;

   while (number != 1) {
      number = number % 2 == 0 ? number / 2 : 3 * number + 1;
      n_steps++;
   }
   return n_steps;
}

static BENCH_FUNCTION double middle(double left, double here, double right)
{
   return 0.25 * left + 0.5 * here + 0.25 * right;
}

static BENCH_FUNCTION void smooth(void)
{
   for (unsigned i = 1; i + 1 < N_CELLS; i++)
      cells[i] = middle(cells[i - 1], cells[i], cells[i + 1]);
}

int main(int argc, char **argv)
{
   unsigned long n_rounds = bench_size(argc, argv);
   uint32_t hash = 1;

   for (unsigned i = 0; i < N_CELLS; i++)
      cells[i] = i % 7;
   for (unsigned long i = 0; i < n_rounds; i++) {
      smooth();
      for (uint32_t j = 1; j < N_CELLS; j++)
         hash = mix(hash, j);
      hash = mix(hash, n_steps_to_one(i + 27));
   }
   printf("%u %.6f\n", hash, cells[N_CELLS / 2]);
   return 0;
}
