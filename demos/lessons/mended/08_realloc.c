/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 8: growth by realloc, and spare capacity.

   Numbers are appended to a list.

   Mended: it grows by half each time. */
#include <stdio.h>
#include <stdlib.h>

enum { NUMBERS = 20000 };

struct list {
   long *numbers;
   size_t n, capacity;
};

static void make_room(struct list *list)
{
   size_t capacity = list->capacity + list->capacity / 2 + 16;
   long *longer = realloc(list->numbers, capacity * sizeof *longer);

   if (!longer)
      abort();
   list->numbers = longer;
   list->capacity = capacity;
}

static void append(struct list *list, long number)
{
   if (list->n == list->capacity)
      make_room(list);
   list->numbers[list->n++] = number;
}

int main(void)
{
   struct list list = {NULL, 0, 0};
   long sum = 0;

   setbuf(stdout, NULL); /* so that printf takes no buffer */
   for (int i = 0; i < NUMBERS; i++)
      append(&list, i);
   for (size_t i = 0; i < list.n; i++)
      sum += list.numbers[i];
   printf("sum %ld\n", sum);
   free(list.numbers);
   return 0;
}
