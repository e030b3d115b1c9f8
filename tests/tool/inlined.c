/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: an allocation inside functions that are inlined for certain. */
#include <stdlib.h>
#include "client.h"

#define INLINED static inline __attribute__((always_inline))

INLINED void *inner_inlined(size_t size)
{
   void *block = malloc(size);

   client_use(block);
   return block;
}

INLINED void *outer_inlined(size_t size)
{
   return inner_inlined(size + 1);
}

static CLIENT_FRAME void real_function(void)
{
   client_use(outer_inlined(99));
}

int main(void)
{
   real_function();
   return 0;
}
