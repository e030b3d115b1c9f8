/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: operators new and delete of its own that call malloc and free, so
   that each block is one of both.  Of 40 nodes 30 hang in a list, 10 are lost;
   arrays of a size that is rounded up are held and lost, too. */
#include "client.h"

#include <cstdlib>
#include <new>

CLIENT_FRAME void *operator new(size_t size)
{
   return malloc(size == 0 ? 1 : size);
}

CLIENT_FRAME void *operator new[](size_t size)
{
   return malloc((size + 63) / 64 * 64);
}

CLIENT_FRAME void operator delete(void *block) noexcept
{
   free(block);
}

CLIENT_FRAME void operator delete(void *block, size_t) noexcept
{
   free(block);
}

CLIENT_FRAME void operator delete[](void *block) noexcept
{
   free(block);
}

CLIENT_FRAME void operator delete[](void *block, size_t) noexcept
{
   free(block);
}

namespace
{

struct node {
   node *next;
   char text[40];
};

node *list;
char *volatile held;
node *volatile last;

CLIENT_FRAME void fill()
{
   for (int i = 0; i < 40; i++) {
      node *made = new node;
      made->next = nullptr;
      last = made;
      if (i % 4 == 3)
         continue;
      made->next = list;
      list = made;
   }
   last = nullptr;
   held = new char[100];
   held = new char[200];
}

} // namespace

int main()
{
   fill();
   return list == nullptr;
}
