/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packed changes: what comes out is what went in, from any list on. */
#include "model/deltas.h"

#include "base/arena.h"
#include "tap.h"

/* Lists of different lengths, several chunks of them. */
#define N_LISTS 3000
#define LONGEST_LIST 200

/* Any number of bits is as likely as any other. */
static uint64_t any_number(uint64_t *seed)
{
   *seed ^= *seed << 13;
   *seed ^= *seed >> 7;
   *seed ^= *seed << 17;
   return *seed >> (*seed >> 8) % 64;
}

static struct delta any_delta(uint64_t *seed)
{
   struct delta d = {(uint32_t)any_number(seed),
                     {any_number(seed), any_number(seed)},
                     {any_number(seed), any_number(seed)}};

   switch (any_number(seed) % 5) {
   case 0: d.freed = d.allocated; break;
   case 1: d.freed = (struct usage){0, 0}; break;
   case 2: d.allocated = (struct usage){0, 0}; break;
   case 3: d.freed.bytes = d.allocated.bytes; break;
   }
   return d;
}

static bool is_equal(const struct delta *a, const struct delta *b)
{
   return a->node == b->node && a->allocated.bytes == b->allocated.bytes &&
          a->allocated.blocks == b->allocated.blocks &&
          a->freed.bytes == b->freed.bytes &&
          a->freed.blocks == b->freed.blocks;
}

static bool reads_back(const struct deltas *s, size_t place, size_t n,
                       uint64_t seed)
{
   struct delta_cursor c = deltas_read(s, place, n);
   struct delta d;

   for (size_t i = 0; i < n; i++) {
      const struct delta wanted = any_delta(&seed);

      if (!deltas_next(&c, &d) || !is_equal(&d, &wanted))
         return false;
   }
   return !deltas_next(&c, &d);
}

static void test_lists(struct arena *a)
{
   static size_t places[N_LISTS];
   static uint64_t seeds[N_LISTS];
   struct deltas *s = deltas_new(a);
   uint64_t seed = 1;
   bool same = true;

   for (size_t i = 0; i < N_LISTS; i++) {
      places[i] = deltas_begin(s);
      seeds[i] = seed;
      for (size_t k = 0; k < i % LONGEST_LIST; k++) {
         const struct delta d = any_delta(&seed);

         deltas_add(s, &d);
      }
   }
   for (size_t i = N_LISTS; i-- > 0;)
      same = same && reads_back(s, places[i], i % LONGEST_LIST, seeds[i]);
   tap_ok(places[N_LISTS - 1] > 4 * 1024 * 1024, "megabytes of changes");
   tap_ok(same, "every list reads back as it was written");
}

static void test_extremes(struct arena *a)
{
   const struct usage most = {UINT64_MAX, UINT64_MAX}, one = {1, UINT64_MAX};
   const struct delta deltas[] = {{UINT32_MAX, most, one},
                                  {0, one, most},
                                  {UINT32_MAX, most, most},
                                  {UINT32_MAX, {0, 0}, {0, 0}},
                                  {UINT32_MAX - 1, {0, 1}, {1, 0}}};
   const size_t n = sizeof deltas / sizeof deltas[0];
   struct deltas *s = deltas_new(a);

   size_t place = deltas_begin(s);
   for (size_t i = 0; i < n; i++)
      deltas_add(s, &deltas[i]);
   struct delta_cursor c = deltas_read(s, place, n);
   struct delta d;
   for (size_t i = 0; i < n; i++) {
      tap_ok(deltas_next(&c, &d) && is_equal(&d, &deltas[i]),
             "the largest numbers and the smallest");
   }
   c = deltas_read(s, place, 0);
   tap_ok(!deltas_next(&c, &d), "nothing is in no list");
   tap_is_u64(deltas_begin(s) - place < 5 * 45, true, "in little room");
}

int main(void)
{
   struct arena *a = arena_new();

   test_lists(a);
   test_extremes(a);
   arena_free(a);
   return tap_done();
}
