// SPDX-License-Identifier: GPL-2.0-or-later
// Client: 150 rings of two nodes that hold each other by shared_ptr.
#include "client.h"

#include <memory>

namespace
{

struct node {
   std::shared_ptr<node> other;
   char name[100] = {};
};

CLIENT_FRAME void work()
{
   for (volatile int i = 0; i < 2000; i = i + 1)
      client_use(nullptr);
}

CLIENT_FRAME void plant_ring()
{
   std::shared_ptr<node> first = std::make_shared<node>();

   first->other = std::make_shared<node>();
   first->other->other = first;
}

CLIENT_FRAME void wipe_stack()
{
   volatile char room[16384];

   for (volatile char &byte : room)
      byte = 0;
}

} // namespace

int main()
{
   for (int i = 0; i < 150; i++) {
      plant_ring();
      work();
   }
   wipe_stack();
}
