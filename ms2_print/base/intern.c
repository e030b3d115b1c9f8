/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equal keys, one number. */
#include "base/intern.h"

#include <string.h>

#include "base/arena.h"
#include "base/lookup.h"

struct key {
   const unsigned char *bytes;
   uint64_t hash;
   uint32_t size_bytes;
   uint32_t value;
};

struct intern {
   struct arena *arena;
   struct lookup lookup;
   struct key *keys;
   size_t room;
};

static uint64_t hash_of(const void *owner, uint32_t number)
{
   return ((const struct intern *)owner)->keys[number].hash;
}

static bool is_key(const void *owner, uint32_t number, const void *wanted)
{
   const struct key *key = &((const struct intern *)owner)->keys[number];
   const struct key *other = wanted;

   return key->hash == other->hash && key->size_bytes == other->size_bytes &&
          memcmp(key->bytes, other->bytes, key->size_bytes) == 0;
}

static const struct lookup_things things = {hash_of, is_key};

struct intern *intern_new(struct arena *a)
{
   struct intern *t = arena_alloc(a, sizeof *t);

   t->arena = a;
   lookup_init(&t->lookup, a, &things, t);
   return t;
}

uint32_t *intern_find(struct intern *t, const void *key, size_t size_bytes)
{
   struct key wanted = {key, lookup_mix_bytes(0, key, size_bytes),
                        (uint32_t)size_bytes, 0};
   uint32_t number = lookup_find(&t->lookup, wanted.hash, &wanted);

   if (number == LOOKUP_NONE) {
      number = (uint32_t)t->lookup.n_used - 1;
      t->keys =
          arena_grow(t->arena, t->keys, number, &t->room, sizeof t->keys[0]);
      wanted.bytes = (unsigned char *)arena_strndup(t->arena, key, size_bytes);
      t->keys[number] = wanted;
   }
   return &t->keys[number].value;
}
