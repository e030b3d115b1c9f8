/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: Boehm's collector.  Of `chain`: 1000 blocks of 1000 bytes, each
   reached from the next; of `litter`: 10000 of 500 bytes that nothing keeps. */
#include "client.h"

#include <gc.h>

static CLIENT_FRAME void **chain(void)
{
   void **first = NULL;

   for (int i = 0; i < 1000; i++) {
      void **block = GC_MALLOC(1000);
      *block = first;
      first = block;
   }
   return first;
}

static CLIENT_FRAME void litter(void)
{
   for (int i = 0; i < 10000; i++)
      client_use(GC_MALLOC(500));
}

int main(void)
{
   GC_INIT();
   void **first = chain();
   litter();
   client_use(first);
   return 0;
}
