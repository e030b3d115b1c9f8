/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 7: churn.

   A log line is put together from two pieces, two thousand times.

   Mended: what is small and lives for a moment is a local variable. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
   LINES = 2000,
   STAMP_BYTES = 64,
   TEXT_BYTES = 192,
   LINE_BYTES = 384,
   JOURNAL_BYTES = 1024
};

static char *get(size_t bytes)
{
   char *memory = malloc(bytes);

   if (!memory)
      abort();
   return memory;
}

static int log_line(char *journal, int number)
{
   char stamp[STAMP_BYTES], text[TEXT_BYTES], line[LINE_BYTES];
   int bytes;

   snprintf(stamp, STAMP_BYTES, "%06d", number);
   snprintf(text, TEXT_BYTES, "request %d was served", number);
   bytes = snprintf(line, LINE_BYTES, "%s %s\n", stamp, text);
   strcpy(journal, line); /* its last line */
   return bytes;
}

int main(void)
{
   char *journal = get(JOURNAL_BYTES);
   int bytes = 0;

   setbuf(stdout, NULL); /* so that printf takes no buffer */
   for (int i = 0; i < LINES; i++)
      bytes += log_line(journal, i);
   printf("%d bytes logged, the last of them: %s", bytes, journal);
   free(journal);
   return 0;
}
