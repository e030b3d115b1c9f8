/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays that grow. */
#include "base/vector.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"

void vector_init(struct vector *v, size_t item_bytes)
{
   v->item_bytes = item_bytes;
}

void *vector_add(struct vector *v, size_t n)
{
   if (v->n + n > v->room) {
      size_t room = v->room ? v->room * 2 : 16;

      while (room < v->n + n)
         room *= 2;
      v->items = realloc(v->items, room * v->item_bytes);
      if (!v->items)
         die("out of memory");
      v->room = room;
   }
   char *at = (char *)v->items + v->n * v->item_bytes;
   v->n += n;
   return memset(at, 0, n * v->item_bytes);
}

void vector_drop_first(struct vector *v, size_t n)
{
   v->n -= n;
   if (n > 0 && v->n > 0) {
      memmove(v->items, (char *)v->items + n * v->item_bytes,
              v->n * v->item_bytes);
   }
}

/* Files mostly have them in their order. */
static bool is_sorted(const struct vector *v,
                      int (*compare)(const void *, const void *))
{
   const char *items = v->items;

   for (size_t i = 1; i < v->n; i++) {
      if (compare(items + (i - 1) * v->item_bytes, items + i * v->item_bytes) >
          0) {
         return false;
      }
   }
   return true;
}

void vector_sort(struct vector *v, int (*compare)(const void *, const void *))
{
   if (!is_sorted(v, compare))
      qsort(v->items, v->n, v->item_bytes, compare);
}

const void *vector_copy(const struct vector *v, struct arena *a)
{
   void *copy = arena_array(a, v->n, v->item_bytes);

   if (v->n > 0)
      memcpy(copy, v->items, v->n * v->item_bytes);
   return copy;
}
