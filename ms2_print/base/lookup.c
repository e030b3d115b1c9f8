/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open addressing: a number lies at the place of its hash or behind it.

   The high bits of a hash choose the place, so the table may have any size:
   it grows by half, and what is not used of it stays small. */
#include "base/lookup.h"

#include <string.h>

#include "base/arena.h"

#define FIRST_SLOTS 64

void lookup_init(struct lookup *l, struct arena *a,
                 const struct lookup_things *things, const void *owner)
{
   *l = (struct lookup){.things = things, .owner = owner, .arena = a};
}

static size_t place_of(const struct lookup *l, uint64_t hash)
{
   return (size_t)((hash >> 32) * l->n_slots >> 32);
}

static size_t next_place(const struct lookup *l, size_t place)
{
   return place + 1 == l->n_slots ? 0 : place + 1;
}

static unsigned char tag_of(uint64_t hash)
{
   return (unsigned char)(1 + hash % UINT8_MAX);
}

static void drop(struct lookup *l)
{
   arena_drop(l->arena, l->slots, l->n_slots * sizeof l->slots[0]);
   arena_drop(l->arena, l->tags, l->n_slots);
}

static void set(struct lookup *l, size_t at, uint64_t hash, uint32_t number)
{
   l->slots[at] = number;
   l->tags[at] = tag_of(hash);
}

/* The numbers are all those from 0 on, so they need not be moved. */
static void grow(struct lookup *l)
{
   const size_t n_slots =
       l->n_slots ? l->n_slots + l->n_slots / 2 : FIRST_SLOTS;

   drop(l);
   l->slots = arena_array(l->arena, n_slots, sizeof l->slots[0]);
   l->tags = arena_array(l->arena, n_slots, sizeof l->tags[0]);
   l->n_slots = n_slots;
   for (uint32_t i = 0; i < l->n_used; i++) {
      const uint64_t hash = l->things->hash(l->owner, i);
      size_t at = place_of(l, hash);

      while (l->tags[at])
         at = next_place(l, at);
      set(l, at, hash, i);
   }
}

uint32_t lookup_find(struct lookup *l, uint64_t hash, const void *wanted)
{
   if (4 * (l->n_used + 1) > 3 * l->n_slots)
      grow(l);
   size_t at;
   for (at = place_of(l, hash); l->tags[at]; at = next_place(l, at)) {
      if (l->tags[at] == tag_of(hash) &&
          l->things->is(l->owner, l->slots[at], wanted)) {
         return l->slots[at];
      }
   }
   set(l, at, hash, (uint32_t)l->n_used++);
   return LOOKUP_NONE;
}

void lookup_end(struct lookup *l)
{
   drop(l);
   l->slots = NULL;
   l->tags = NULL;
   l->n_slots = 0;
}

/* Multiplying by an odd number with many bits and folding the high half of the
   product into the low one, twice: the constants are those of splitmix64. */
uint64_t lookup_mix(uint64_t hash, uint64_t value)
{
   uint64_t h = hash ^ value;

   h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
   h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
   return h ^ h >> 31;
}

uint64_t lookup_mix_bytes(uint64_t hash, const void *bytes, size_t size_bytes)
{
   const unsigned char *from = bytes;
   uint64_t word;

   for (; size_bytes >= sizeof word; size_bytes -= sizeof word) {
      memcpy(&word, from, sizeof word);
      hash = lookup_mix(hash, word) + 1;
      from += sizeof word;
   }
   word = size_bytes; /* "a" and "a\0" differ */
   for (size_t i = 0; i < size_bytes; i++)
      word = word << 8 | from[i];
   return lookup_mix(hash, word);
}
