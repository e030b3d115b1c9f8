/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oracle programs' random numbers: the same for a seed everywhere. */
#ifndef ORACLE_RANDOM_H
#define ORACLE_RANDOM_H

#include <stdint.h>

/* The next of a sequence (splitmix64), from 0 to below - 1. */
static inline uint64_t draw(uint64_t *random, uint64_t below)
{
   uint64_t z = (*random += 0x9e3779b97f4a7c15u);

   z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
   z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
   return (z ^ (z >> 31)) % below;
}

#endif
