/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knuth's linear congruential generator, of which the upper bits are used. */
#include "random.h"

UInt random_below(UInt n)
{
   static ULong state = 1;

   state = state * 6364136223846793005ULL + 1442695040888963407;
   return (UInt)(state >> 33) % n;
}
