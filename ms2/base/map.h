/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash index from a 64-bit hash to element numbers.

   Open addressing over 32-bit slots; a slot holds number + 1, 0 is free.  The
   keys stay with their owner, who compares them: ms2_map_first gives the first
   candidate for a hash, ms2_map_next the following ones. */
#ifndef MS2_BASE_MAP_H
#define MS2_BASE_MAP_H

#include "base/host.h"

#define MS2_MAP_NONE 0xFFFFFFFFU

typedef struct {
   UInt *slots;
   UInt *tags; /* the upper half of each element's hash */
   const HChar *purpose;
   UInt mask;
   UInt n;
} Ms2Map;

/* Where a search stands. */
typedef struct {
   UInt slot;
   UInt tag;
} Ms2MapCursor;

void ms2_map_init(Ms2Map *map, const HChar *purpose);

/* Lets go of all; ms2_map_init makes it a map again. */
void ms2_map_release(Ms2Map *map);

/* The number of the first or next candidate with this hash, or MS2_MAP_NONE.
   A candidate's key may still differ. */
UInt ms2_map_first(const Ms2Map *map, ULong hash, Ms2MapCursor *cursor);
UInt ms2_map_next(const Ms2Map *map, Ms2MapCursor *cursor);

/* Adds an element that is not in the map. */
void ms2_map_add(Ms2Map *map, ULong hash, UInt number);

/* Takes out the element that the cursor stands on. */
void ms2_map_remove(Ms2Map *map, const Ms2MapCursor *cursor);

/* Puts another element in the place of the one the cursor stands on. */
void ms2_map_replace(Ms2Map *map, const Ms2MapCursor *cursor, UInt number);

/* Mixes two words into a hash whose bits are all usable (multiplication by
   the golden ratio and folding, as in Knuth's TAOCP 6.4). */
static inline ULong ms2_map_hash(ULong a, ULong b)
{
   ULong hash = (a * 0x9E3779B97F4A7C15ULL) ^ (b + (a >> 29));

   hash *= 0xD6E8FEB86659FD93ULL;
   return hash ^ (hash >> 32);
}

#endif
