/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 9: allocated and not used.

   Messages are read and kept.

   Mended: one large buffer for what comes, and a fitting one for what stays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
   static char buffer[MOST_BYTES];
   char *message;

   *bytes = receive(buffer, number);
   message = malloc(*bytes);
   if (!message)
      abort();
   memcpy(message, buffer, *bytes);
   return message;
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
