// SPDX-License-Identifier: GPL-2.0-or-later
// Demo: a leak through C++ containers.
//
// Statistics are kept per visitor, in a std::map of strings and vectors.  No
// entry is ever erased: every visitor of the past stays in memory.  While the
// program runs all of it is held; when main has returned nothing points to the
// map any more.
//
// See it:   ms2 demos/map_leak
// Picture:  a staircase of 228 KiB on a floor of 71 KiB.  The floor is the C++
//           library's own reserve for exceptions, 72,704 bytes in every C++
//           program.  The frames of the standard library are skipped, so the
//           steps belong to count_visit and visitor_name, "via" std::map,
//           std::vector and std::string.  The map itself, of main, is lost at
//           the end, and with it what it held, which grew: a leak.
#include <map>
#include <string>
#include <vector>
#include "../c/demo.h"

namespace
{

using Statistics = std::map<std::string, std::vector<int>>;

// Longer than what fits into a std::string without a block of its own.
DEMO_FUNCTION std::string visitor_name(int number)
{
   return "visitor number " + std::to_string(100000 + number);
}

DEMO_FUNCTION void count_visit(Statistics &statistics, int number)
{
   std::vector<int> &visits = statistics[visitor_name(number)];

   visits.resize(100, number);
   demo_use(visits.data());
}

} // namespace

int main()
{
   // Never destroyed, as is usual for what lives as long as the program.
   Statistics &statistics = *new Statistics;

   for (int i = 0; i < 450; i++) {
      count_visit(statistics, i);
      demo_compute(500);
   }
   return 0;
}
