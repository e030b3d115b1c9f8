/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash index from a 64-bit hash to element numbers. */
#include "base/map.h"

#define FIRST_SLOTS 1024

static void allocate_slots(Ms2Map *map, UInt n_slots)
{
   map->slots =
       ms2_host_alloc_zeroed(map->purpose, n_slots, sizeof *map->slots);
   map->tags = ms2_host_alloc_zeroed(map->purpose, n_slots, sizeof *map->tags);
   map->mask = n_slots - 1;
}

void ms2_map_init(Ms2Map *map, const HChar *purpose)
{
   ms2_host_memset(map, 0, sizeof *map);
   map->purpose = purpose;
   allocate_slots(map, FIRST_SLOTS);
}

void ms2_map_release(Ms2Map *map)
{
   ms2_host_free(map->slots);
   ms2_host_free(map->tags);
}

/* The tag alone gives the home slot, so that growing needs no keys. */
static UInt tag_of(ULong hash)
{
   return (UInt)(hash >> 32);
}

static UInt candidate_at(const Ms2Map *map, Ms2MapCursor *cursor)
{
   while (map->slots[cursor->slot] != 0) {
      if (map->tags[cursor->slot] == cursor->tag)
         return map->slots[cursor->slot] - 1;
      cursor->slot = (cursor->slot + 1) & map->mask;
   }
   return MS2_MAP_NONE;
}

UInt ms2_map_first(const Ms2Map *map, ULong hash, Ms2MapCursor *cursor)
{
   cursor->tag = tag_of(hash);
   cursor->slot = cursor->tag & map->mask;
   return candidate_at(map, cursor);
}

UInt ms2_map_next(const Ms2Map *map, Ms2MapCursor *cursor)
{
   cursor->slot = (cursor->slot + 1) & map->mask;
   return candidate_at(map, cursor);
}

static void put(Ms2Map *map, UInt tag, UInt value)
{
   UInt slot = tag & map->mask;

   while (map->slots[slot] != 0)
      slot = (slot + 1) & map->mask;
   map->slots[slot] = value;
   map->tags[slot] = tag;
}

/* Doubles at half full: probes stay short (about 1.5 at a hit). */
static void grow(Ms2Map *map)
{
   UInt *old_slots = map->slots;
   UInt *old_tags = map->tags;
   UInt n_old = map->mask + 1;

   allocate_slots(map, 2 * n_old);
   for (UInt i = 0; i < n_old; i++) {
      if (old_slots[i] != 0)
         put(map, old_tags[i], old_slots[i]);
   }
   ms2_host_free(old_slots);
   ms2_host_free(old_tags);
}

void ms2_map_add(Ms2Map *map, ULong hash, UInt number)
{
   if (2 * ++map->n > map->mask)
      grow(map);
   put(map, tag_of(hash), number + 1);
}

/* An element behind the gap moves into it if it could have been put there: if
   its home is not between the gap and itself.  So no search ends too early. */
void ms2_map_remove(Ms2Map *map, const Ms2MapCursor *cursor)
{
   UInt gap = cursor->slot;

   for (UInt slot = (gap + 1) & map->mask; map->slots[slot] != 0;
        slot = (slot + 1) & map->mask) {
      UInt from_home = (slot - map->tags[slot]) & map->mask;
      if (from_home >= ((slot - gap) & map->mask)) {
         map->slots[gap] = map->slots[slot];
         map->tags[gap] = map->tags[slot];
         gap = slot;
      }
   }
   map->slots[gap] = 0;
   map->n--;
}

void ms2_map_replace(Ms2Map *map, const Ms2MapCursor *cursor, UInt number)
{
   MS2_ASSERT(map->slots[cursor->slot] != 0, "the cursor stands on an element");
   map->slots[cursor->slot] = number + 1;
}
