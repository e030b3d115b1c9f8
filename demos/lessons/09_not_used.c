/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 9: allocated and not used.

   Messages are read into buffers, each large enough for the largest message
   that there can be.

   Exercise: hold what is used, and no more.
   Record:   --use=yes
   Judge:    --check never_touched<=20KB --check peak<=100KB */
#include <stdio.h>
#include <stdlib.h>

enum { MESSAGES = 100, MOST_BYTES = 64 * 1024 };

static size_t receive(char *buffer, int number)
{
   size_t bytes = 100 + (size_t)number;

   for (size_t i = 0; i < bytes; i++)
      buffer[i] = 'm';
   return bytes;
}

static char *read_message(int number, size_t *bytes)
{
   char *buffer = malloc(MOST_BYTES);

   if (!buffer)
      abort();
   *bytes = receive(buffer, number);
   return buffer;
}

int main(void)
{
   static char *messages[MESSAGES];
   size_t sum = 0;

   setbuf(stdout, NULL); /* so that printf takes no buffer */
   for (int i = 0; i < MESSAGES; i++) {
      size_t bytes;

      messages[i] = read_message(i, &bytes);
      sum += bytes;
   }
   printf("%zu bytes received, first %.1s\n", sum, messages[0]);
   return 0;
}
