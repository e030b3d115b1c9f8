/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: a batch that fills and is emptied, again and again.

   Rows are collected until a batch is full, written out, and all freed.

   See it:   ms2 demos/sawtooth
   Picture:  eight teeth of equal height: each climbs slowly to 128 KiB and
             falls to zero at once.  No leak: nothing is live at the end,
             though every tooth taken by itself looks like a staircase. */
#include <stdlib.h>
#include "demo.h"

enum { BATCHES = 8, BATCH_ROWS = 256, ROW_BYTES = 512 };

static DEMO_FUNCTION void *read_row(void)
{
   void *row = malloc(ROW_BYTES);

   demo_use(row);
   demo_compute(200);
   return row;
}

static DEMO_FUNCTION void fill_batch(void *batch[BATCH_ROWS])
{
   for (int i = 0; i < BATCH_ROWS; i++)
      batch[i] = read_row();
}

static DEMO_FUNCTION void write_batch(void *batch[BATCH_ROWS])
{
   for (int i = 0; i < BATCH_ROWS; i++)
      free(batch[i]);
}

int main(void)
{
   void *batch[BATCH_ROWS];

   for (int i = 0; i < BATCHES; i++) {
      fill_batch(batch);
      write_batch(batch);
   }
   return 0;
}
