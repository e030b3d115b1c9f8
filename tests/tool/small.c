/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: 100 blocks, of which 60 are freed, by known functions.

   Peak and total 100 * 1000 bytes, at the end 40 blocks. */
#include <stdlib.h>
#include "client.h"

static CLIENT_FRAME void *allocate_block(void)
{
   void *block = malloc(1000);

   client_use(block);
   return block;
}

static CLIENT_FRAME void wrapped(void *blocks[100])
{
   for (int i = 0; i < 100; i++)
      blocks[i] = allocate_block();
   for (int i = 0; i < 60; i++)
      free(blocks[i]);
}

int main(void)
{
   void *blocks[100];

   wrapped(blocks);
   client_use(blocks);
   return 0;
}
