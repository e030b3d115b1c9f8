/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arena: what it hands out is zeroed, aligned, apart, and survives
   growing. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>

#include "tap.h"

static bool is_zero(const unsigned char *bytes, size_t n)
{
   for (size_t i = 0; i < n; i++) {
      if (bytes[i])
         return false;
   }
   return true;
}

/* Fills each piece with its own byte, then looks whether all kept theirs. */
static void test_pieces(struct arena *a)
{
   static const size_t sizes[] = {0,     1,      7,      16,     100,
                                  32767, 32768,  200000, 262144, 262145,
                                  3,     300000, 31,     32000,  32000};
   enum { N = sizeof sizes / sizeof sizes[0] };
   unsigned char *pieces[N];
   bool zero = true, aligned = true, kept = true;

   for (size_t i = 0; i < N; i++) {
      pieces[i] = arena_alloc(a, sizes[i]);
      zero = zero && is_zero(pieces[i], sizes[i]);
      aligned = aligned && (uintptr_t)pieces[i] % alignof(max_align_t) == 0;
      memset(pieces[i], (int)i + 1, sizes[i]);
   }
   for (size_t i = 0; i < N; i++) {
      for (size_t k = 0; k < sizes[i]; k++)
         kept = kept && pieces[i][k] == i + 1;
   }
   tap_ok(zero, "pieces are zeroed");
   tap_ok(aligned, "pieces are aligned");
   tap_ok(kept, "pieces do not overlap");
}

static void test_grow(struct arena *a)
{
   uint64_t *items = NULL, *others = NULL;
   size_t room = 0, others_room = 0;
   bool kept = true, zero = true;

   for (uint64_t i = 0; i < 100000; i++) {
      size_t before = room;

      items = arena_grow(a, items, i, &room, sizeof items[0]);
      zero = zero && (before == room || is_zero((unsigned char *)(items + i),
                                                (room - i) * sizeof items[0]));
      items[i] = i;
      others = arena_grow(a, others, i, &others_room, sizeof others[0]);
      others[i] = ~i;
   }
   for (uint64_t i = 0; i < 100000; i++)
      kept = kept && items[i] == i && others[i] == ~i;
   tap_ok(kept, "two arrays grow side by side");
   tap_ok(zero, "what an array grows by is zeroed");
}

/* Of small things and of those that have a chunk of their own. */
static void test_lengthen(struct arena *a)
{
   bool kept = true;

   for (size_t n = 1; n <= 100000; n *= 10) {
      uint64_t *items = NULL;
      size_t room = 0;

      for (size_t i = 0; i < n; i++) {
         items = arena_grow(a, items, i, &room, sizeof items[0]);
         items[i] = i;
      }
      items = arena_lengthen(a, items, n, 1000, sizeof items[0]);
      for (size_t i = 0; i < n; i++)
         kept = kept && items[i] == i;
      kept =
          kept && is_zero((unsigned char *)(items + n), 1000 * sizeof items[0]);
   }
   tap_ok(kept, "an array with room behind it");
}

int main(void)
{
   struct arena *a = arena_new();

   test_pieces(a);
   test_grow(a);
   test_lengthen(a);
   tap_is_str(arena_strdup(a, "name"), "name", "a copy of a string");
   tap_is_str(arena_strndup(a, "name", 2), "na", "a copy of its start");
   tap_is_str(arena_printf(a, "%s %d", "n", 7), "n 7", "a formatted string");
   arena_free(a);
   arena_free(NULL);
   return tap_done();
}
