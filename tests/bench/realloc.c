/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Benchmark: vectors that grow side by side, by half or by one element. */
#include <string.h>
#include "bench.h"

enum { N_VECTORS = 64, N_NUMBERS = 4000 };

struct vector {
   uint32_t *numbers;
   size_t n_numbers;
   size_t n_room;
};

static BENCH_FUNCTION void grow(struct vector *self, size_t n_room)
{
   self->numbers = realloc(self->numbers, n_room * sizeof *self->numbers);
   if (self->numbers == NULL)
      exit(1);
   self->n_room = n_room;
}

/* `by_one`: the vector has never more room than it needs. */
static BENCH_FUNCTION void push(struct vector *self, uint32_t number,
                                int by_one)
{
   if (self->n_numbers == self->n_room)
      grow(self, by_one ? self->n_room + 1 : self->n_room * 3 / 2 + 4);
   self->numbers[self->n_numbers++] = number;
}

static BENCH_FUNCTION void fill(void)
{
   struct vector vectors[N_VECTORS];

   memset(vectors, 0, sizeof vectors);
   for (uint32_t i = 0; i < N_NUMBERS; i++) {
      for (int j = 0; j < N_VECTORS; j++)
         push(&vectors[j], i, j % 4 == 0);
   }
   for (int j = 0; j < N_VECTORS; j++) {
      bench_use(vectors[j].numbers);
      free(vectors[j].numbers);
   }
}

int main(int argc, char **argv)
{
   unsigned long n_rounds = bench_size(argc, argv);

   for (unsigned long i = 0; i < n_rounds; i++)
      fill();
   return 0;
}
