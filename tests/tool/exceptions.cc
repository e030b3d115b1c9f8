// SPDX-License-Identifier: GPL-2.0-or-later
// Client: C++ exceptions, and new of sizes that cannot be had.
#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>
#include "client.h"

namespace
{

CLIENT_FRAME char *cxx_leaf(size_t size)
{
   char *block = new char[size];

   client_use(block);
   return block;
}

CLIENT_FRAME void throw_from(unsigned depth)
{
   std::vector<char> scratch(100);

   client_use(scratch.data());
   if (depth == 0)
      throw std::runtime_error("a text that is too long to be stored inside");
   throw_from(depth - 1);
   client_use(nullptr);
}

CLIENT_FRAME bool throws(unsigned depth)
{
   try {
      throw_from(depth);
   } catch (const std::runtime_error &) {
      cxx_leaf(70);
      return true;
   }
   return false;
}

int exceptions(char **)
{
   int n = 0;

   for (unsigned i = 0; i < 50; i++)
      n += throws(i % 8);
   printf("%d caught\n", n);
   return 0;
}

template <class Call> void tell(const char *what, Call call)
{
   try {
      printf("%s: %s\n", what, call() ? "block" : "NULL");
   } catch (const std::bad_alloc &) {
      printf("%s: std::bad_alloc\n", what);
   }
}

/* More than there is.  Where addresses are short, half of them less one byte
   may well be had. */
constexpr bool is_wide = sizeof(size_t) > 4;
constexpr size_t half_of_all = SIZE_MAX / 2 + (is_wide ? 0 : 1);
constexpr size_t too_large = static_cast<size_t>(1) << (is_wide ? 48 : 31);

int huge(char **)
{
   size_t half = client_hide_size(half_of_all);
   size_t big = client_hide_size(too_large);
   std::align_val_t align{64};

   tell("new", [=] { return ::operator new(half); });
   tell("new[]", [=] { return ::operator new[](big); });
   tell("aligned new", [=] { return ::operator new(big, align); });
   tell("aligned new[]", [=] { return ::operator new[](big, align); });
   for (size_t odd : {0, 1, 63, 64, 96}) {
      std::align_val_t to{client_hide_size(odd)};
      tell("new aligned to it", [=] { return ::operator new(32, to); });
      tell("new[] aligned to it", [=] { return ::operator new[](32, to); });
   }
   return 0;
}

int nothrow(char **)
{
   size_t half = client_hide_size(half_of_all);
   size_t big = client_hide_size(too_large);
   std::align_val_t align{64};

   tell("new", [=] { return ::operator new(half, std::nothrow); });
   tell("new[]", [=] { return ::operator new[](big, std::nothrow); });
   tell("aligned new",
        [=] { return ::operator new(big, align, std::nothrow); });
   tell("aligned new[]",
        [=] { return ::operator new[](big, align, std::nothrow); });
   for (size_t odd : {0, 1, 63, 64, 96}) {
      std::align_val_t to{client_hide_size(odd)};
      tell("new aligned to it",
           [=] { return ::operator new(32, to, std::nothrow); });
      tell("new[] aligned to it",
           [=] { return ::operator new[](32, to, std::nothrow); });
   }
   tell("new of nothing", [] { return ::operator new(client_hide_size(0)); });
   return 0;
}

const struct client_command commands[] = {
    {"exceptions", exceptions},
    {"huge", huge},
    {"nothrow", nothrow},
};

} // namespace

CLIENT_MAIN(commands)
