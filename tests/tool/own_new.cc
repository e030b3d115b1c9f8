/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: operators new and delete of its own, which count, and take small
   blocks from a store of their own.

   Of `work`: 5 calls, 1560 bytes, 1 block of 1000 left. */
#include "client.h"

#include <cstdlib>
#include <new>

static int n_new, n_delete;
static char store[1 << 16];
static size_t used;

CLIENT_FRAME void *operator new(size_t size)
{
   void *block = store + used;

   n_new++;
   if (size > 500)
      return malloc(size);
   used += (size + 15) / 16 * 16;
   return block;
}

CLIENT_FRAME void operator delete(void *block) noexcept
{
   n_delete += block != nullptr;
   if (block < store || block >= store + sizeof store)
      free(block);
}

CLIENT_FRAME void operator delete(void *block, size_t) noexcept
{
   operator delete(block);
}

static CLIENT_FRAME void work()
{
   delete static_cast<char *>(client_hide(new char));
   operator delete(client_hide(operator new(9)));
   operator delete(client_hide(operator new(50)));
   /* The library's, which calls ours. */
   delete[] static_cast<char *>(client_hide(new char[500]));
   client_use(operator new(1000));
}

int main()
{
   work();
   printf("%d %d\n", n_new, n_delete);
   return 0;
}
