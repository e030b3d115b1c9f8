/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: churn, many blocks that live for a moment.

   A log line is put together in three blocks which are freed right away,
   ten thousand times.

   See it:   ms2 demos/churn
   Picture:  a flat line of less than 1 KiB.  What is wrong does not show in
             the height but in the numbers: 30,000 calls and 6,400,000 bytes
             for a heap of 640 bytes at most, nearly all of it short-lived.
             The cost is time, not memory. */
#include <stdlib.h>
#include "demo.h"

enum { LINES = 10000, STAMP_BYTES = 64, TEXT_BYTES = 192, LINE_BYTES = 384 };

static DEMO_FUNCTION void *make_part(size_t bytes)
{
   void *part = malloc(bytes);

   demo_use(part);
   return part;
}

static DEMO_FUNCTION void log_line(void)
{
   void *stamp = make_part(STAMP_BYTES);
   void *text = make_part(TEXT_BYTES);
   void *line = make_part(LINE_BYTES);

   free(stamp);
   free(text);
   demo_use(line);
   free(line);
}

int main(void)
{
   for (int i = 0; i < LINES; i++)
      log_line();
   return 0;
}
