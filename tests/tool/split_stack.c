/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: a stack in pieces, as -fsplit-stack makes it. */
#include <stdlib.h>
#include "client.h"

static CLIENT_FRAME void leaf(void)
{
   volatile char *block = malloc(1000);

   block[0] = 1;
}

/* A frame that is larger than what is left of a piece.  The volatile number
   keeps compilers from unrolling the loop: one place calls. */
static CLIENT_FRAME void deeper(unsigned depth)
{
   volatile char space[20000];

   space[depth] = 1;
   if (depth > 1) {
      deeper(depth - 1);
   } else {
      for (volatile int i = 0; i < 100; i++)
         leaf();
   }
   client_use((const void *)space);
}

int main(void)
{
   deeper(20);
   return 0;
}
