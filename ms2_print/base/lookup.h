/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one hash table: finds the number of a thing by what it is.

   Things are numbered from 0 in the order in which they come, and lie with
   their owner; the table holds nothing but their numbers, and of each hash one
   byte, so that few things have to be looked at that are not the wanted one. */
#ifndef MS2_PRINT_BASE_LOOKUP_H
#define MS2_PRINT_BASE_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* What the owner knows of its things. */
struct lookup_things {
   uint64_t (*hash)(const void *owner, uint32_t number);
   bool (*is)(const void *owner, uint32_t number, const void *wanted);
};

struct lookup {
   const struct lookup_things *things;
   const void *owner;
   struct arena *arena;
   uint32_t *slots;
   unsigned char *tags; /* by slot: of its hash; 0: free */
   size_t n_slots, n_used;
};

#define LOOKUP_NONE UINT32_MAX

void lookup_init(struct lookup *l, struct arena *a,
                 const struct lookup_things *things, const void *owner);

/* The number of the thing that is `wanted`; LOOKUP_NONE, and the number of
   things goes up by one, if it is new: the owner then adds it as the next. */
uint32_t lookup_find(struct lookup *l, uint64_t hash, const void *wanted);

/* The table is not asked any more: its memory goes. */
void lookup_end(struct lookup *l);

/* Spreads the bits of `value` over `hash`, all of them. */
uint64_t lookup_mix(uint64_t hash, uint64_t value);
uint64_t lookup_mix_bytes(uint64_t hash, const void *bytes, size_t size_bytes);

#endif
