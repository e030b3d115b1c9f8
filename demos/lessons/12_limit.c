/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 12: a limit in CI.

   A parser cuts lines into words.  Its test allows 200 bytes a line;
   ms2 counts what is allocated in the region "parse".

   Exercise: parse all hundred lines with 20 KB allocated.
   Judge:    --check region(parse).allocated<=20KB
             --check region(parse).kept==0 */
#include <ms2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number of words of a line. */
static int parse(const char *text)
{
   int n_words = 0;

   for (const char *at = text; *at; at++) {
      char *rest = strdup(at); /* the words that are still to come */

      if (!rest)
         abort();
      n_words += at == text || at[-1] == ' ';
      free(rest);
   }
   return n_words;
}

int main(void)
{
   char *line = strdup("what is measured can be kept small");
   int n_words = 0;

   if (!line)
      abort();
   setbuf(stdout, NULL); /* so that printf takes no buffer */
   MS2_REGION_BEGIN("parse");
   for (int i = 0; i < 100; i++)
      n_words += parse(line);
   MS2_REGION_END("parse");
   printf("%d words\n", n_words);
   free(line);
   return 0;
}
