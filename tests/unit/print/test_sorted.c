/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding in sorted rows, against going through them. */
#include "base/sorted.h"

#include "tap.h"

#define N 40

struct small_row {
   char name[5];
   uint32_t number;
};

struct large_row {
   uint64_t value, number;
};

static struct small_row small[N];
static struct large_row large[N];

/* Numbers that come several times, and some that do not come. */
static uint32_t number_of(size_t i)
{
   return (uint32_t)(i / 3 * 2 + 1);
}

static size_t first_from(size_t n, uint32_t key)
{
   size_t i = 0;

   while (i < n && number_of(i) < key)
      i++;
   return i;
}

/* How many answers are wrong for the first n rows. */
static unsigned count_wrong(size_t n)
{
   unsigned n_wrong = 0;

   for (uint32_t key = 0; key < N; key++) {
      const struct sorted s = SORTED(small, n, struct small_row, number);
      const struct sorted l = SORTED(large, n, struct large_row, number);
      const size_t from = first_from(n, key);
      const bool is_there = from < n && number_of(from) == key;

      n_wrong += sorted_from(s, key) != from || sorted_from(l, key) != from;
      n_wrong += sorted_find(s, key) != (is_there ? &small[from] : NULL);
      n_wrong += sorted_find(l, key) != (is_there ? &large[from] : NULL);
   }
   return n_wrong;
}

int main(void)
{
   unsigned n_wrong = 0;

   for (size_t i = 0; i < N; i++)
      small[i].number = (uint32_t)(large[i].number = number_of(i));
   for (size_t n = 0; n <= N; n++)
      n_wrong += count_wrong(n);
   tap_is_u64(n_wrong, 0, "each number is found at its first row, or is not");
   large[N - 1].number = 1ULL << 32 | 1;
   tap_ok(!sorted_find(SORTED(&large[N - 1], 1, struct large_row, number), 1),
          "a number of 64 bits is compared whole");
   return tap_done();
}
