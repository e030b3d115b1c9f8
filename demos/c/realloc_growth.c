/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: one block that grows by realloc.

   Numbers are appended to a list that doubles whenever it is full.

   See it:   ms2 demos/realloc_growth
   Picture:  a stair whose steps double in height and in length, from 1 KiB to
             512 KiB, and a drop to zero at the end.  It is one block all the
             time.  A realloc is one step (the old size leaves and the new one
             comes), so the peak is 524,288 bytes, not old and new together. */
#include <stdlib.h>
#include "demo.h"

enum { FIRST_CAPACITY = 128, NUMBERS = 65536 };

struct list {
   uint64_t *items;
   size_t n, capacity;
};

static DEMO_FUNCTION void list_grow(struct list *list)
{
   size_t capacity = list->capacity ? 2 * list->capacity : FIRST_CAPACITY;
   uint64_t *items = realloc(list->items, capacity * sizeof *items);

   if (!items)
      abort();
   list->items = items;
   list->capacity = capacity;
}

static DEMO_FUNCTION void list_append(struct list *list, uint64_t number)
{
   if (list->n == list->capacity)
      list_grow(list);
   list->items[list->n++] = number;
   demo_compute(8);
}

int main(void)
{
   struct list list = {0};

   for (uint64_t i = 0; i < NUMBERS; i++)
      list_append(&list, i);
   demo_use(list.items);
   free(list.items);
   return 0;
}
