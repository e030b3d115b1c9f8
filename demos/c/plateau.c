/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: a cache that fills and then stays full.

   A cache has 128 slots of 2 KiB.  A miss on an empty slot allocates, a miss
   on a full one evicts the old entry first.

   See it:   ms2 demos/plateau
   Picture:  a rise over the first fifth of the run, then a flat line at
             256 KiB up to the end.  All of it is live at the end, and yet it
             is no leak: the line has stopped rising, so the verdict is
             "plateau". */
#include <stdlib.h>
#include "demo.h"

enum { SLOTS = 128, ENTRY_BYTES = 2048, LOOKUPS = 5 * SLOTS };

static void *slots[SLOTS];

static DEMO_FUNCTION void *load_entry(void)
{
   void *entry = malloc(ENTRY_BYTES);

   demo_use(entry);
   return entry;
}

/* Every lookup misses: lookups run round the slots and each wants a new key. */
static DEMO_FUNCTION void cache_lookup(int key)
{
   void **slot = &slots[key % SLOTS];

   free(*slot);
   *slot = load_entry();
   demo_compute(600);
}

int main(void)
{
   for (int key = 0; key < LOOKUPS; key++)
      cache_lookup(key);
   return 0;
}
