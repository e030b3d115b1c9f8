/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 8: growth by realloc, and spare capacity.

   Numbers are appended to a list.  It has room for exactly as many as it
   holds, so each number asks for new memory.

   Exercise: grow in fewer steps, and without much room to spare at the end.
   Judge:    --check calls<=40 --check end==0 --check peak<=250KB */
#include <stdio.h>
#include <stdlib.h>

enum { NUMBERS = 20000 };

struct list {
   long *numbers;
   size_t n;
};

static void append(struct list *list, long number)
{
   long *longer = realloc(list->numbers, (list->n + 1) * sizeof *longer);

   if (!longer)
      abort();
   list->numbers = longer;
   list->numbers[list->n++] = number;
}

int main(void)
{
   struct list list = {NULL, 0};
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
