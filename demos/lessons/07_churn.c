/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 7: churn.

   A log line is put together in three pieces of memory, which are freed right
   away, two thousand times.  The heap is never larger than 1,664 bytes.

   Exercise: ask for memory ten times at most.
   Judge:    --check calls<=10 --check peak<=10KB */
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
   char *stamp = get(STAMP_BYTES);
   char *text = get(TEXT_BYTES);
   char *line = get(LINE_BYTES);
   int bytes;

   snprintf(stamp, STAMP_BYTES, "%06d", number);
   snprintf(text, TEXT_BYTES, "request %d was served", number);
   bytes = snprintf(line, LINE_BYTES, "%s %s\n", stamp, text);
   strcpy(journal, line); /* its last line */
   free(stamp);
   free(text);
   free(line);
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
