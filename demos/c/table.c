/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: a table made once at the start and never freed.

   See it:   ms2 demos/table
   Picture:  a step to 128 KiB at the very start, then a flat line to the end,
             with a ripple of small scratch blocks on it.  The table is live at
             the end and was never freed, but it does not grow: "one-off",
             nothing to worry about. */
#include <stdlib.h>
#include "demo.h"

enum { ROWS = 128, ROW_BYTES = 1024, QUERIES = 400, SCRATCH_BYTES = 2048 };

static void *rows[ROWS];

static DEMO_FUNCTION void build_table(void)
{
   for (int i = 0; i < ROWS; i++) {
      rows[i] = malloc(ROW_BYTES);
      demo_use(rows[i]);
   }
}

static DEMO_FUNCTION void run_query(int number)
{
   void *scratch = malloc(SCRATCH_BYTES);

   demo_use(scratch);
   demo_use(rows[number % ROWS]);
   demo_compute(1000);
   free(scratch);
}

int main(void)
{
   build_table();
   for (int i = 0; i < QUERIES; i++)
      run_query(i);
   return 0;
}
