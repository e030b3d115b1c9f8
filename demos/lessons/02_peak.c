/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 2: the peak and its tree.

   A text is read, an index of it is made, and a report is written from the
   index.  The text stays until the end, though nobody reads it again.

   Exercise: lower the peak to 700 KB.
   Judge:    --check peak<=700KB */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
   TEXT_BYTES = 400 * 1024,
   INDEX_BYTES = 200 * 1024,
   REPORT_BYTES = 300 * 1024
};

static void *get(size_t bytes)
{
   void *memory = malloc(bytes);

   if (!memory)
      abort();
   return memory;
}

static char *read_text(void)
{
   char *text = get(TEXT_BYTES);

   for (int i = 0; i < TEXT_BYTES; i++)
      text[i] = (char)('a' + i % 26);
   return text;
}

static char *make_index(const char *text)
{
   char *index = get(INDEX_BYTES);

   for (int i = 0; i < INDEX_BYTES; i++)
      index[i] = text[2 * i];
   return index;
}

static void write_report(const char *index)
{
   char *report = get(REPORT_BYTES);
   unsigned long sum = 0;

   memset(report, 0, REPORT_BYTES);
   for (int i = 0; i < REPORT_BYTES; i++) {
      report[i] = index[i % INDEX_BYTES];
      sum += (unsigned char)report[i];
   }
   printf("sum %lu\n", sum);
   free(report);
}

int main(void)
{
   char *text = read_text();
   char *index = make_index(text);

   write_report(index);
   free(index);
   free(text);
   return 0;
}
