/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: regions as C++ objects, which an exception ends as well. */
#include "client.h"

#include <ms2.h>

#include <stdexcept>

static CLIENT_FRAME void fail()
{
   const ms2::region inner("inner");

   client_use(new char[20]);
   throw std::runtime_error("thrown");
}

int main()
{
   {
      MS2_REGION_SCOPE("outer");
      client_use(new char[100]);
   }
   client_use(new char[1000]);
   try {
      fail();
   } catch (const std::exception &) {
      client_use(new char[2000]);
   }
   return 0;
}
