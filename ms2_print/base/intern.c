/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equal keys, one number: open addressing, at most half full. */
#include "base/intern.h"

#include <string.h>

#include "base/arena.h"

struct slot {
   const unsigned char *key; /* NULL: free */
   size_t size_bytes;
   uint64_t hash;
   uint32_t value;
};

struct intern {
   struct arena *arena;
   struct slot *slots;
   size_t n_slots; /* a power of two */
   size_t n_used;
};

#define FIRST_SLOTS 64

struct intern *intern_new(struct arena *a)
{
   struct intern *t = arena_alloc(a, sizeof *t);

   t->arena = a;
   t->n_slots = FIRST_SLOTS;
   t->slots = arena_array(a, t->n_slots, sizeof t->slots[0]);
   return t;
}

/* FNV-1a with its published constants; the last step spreads its high bits,
   since slots are chosen by the low ones. */
static uint64_t hash_bytes(const unsigned char *key, size_t size_bytes)
{
   uint64_t hash = UINT64_C(0xcbf29ce484222325);

   for (size_t i = 0; i < size_bytes; i++)
      hash = (hash ^ key[i]) * UINT64_C(0x100000001b3);
   return hash ^ hash >> 32;
}

static struct slot *probe(const struct intern *t, const struct slot *key)
{
   size_t i = key->hash & (t->n_slots - 1);

   while (t->slots[i].key) {
      const struct slot *s = &t->slots[i];

      if (s->hash == key->hash && s->size_bytes == key->size_bytes &&
          memcmp(s->key, key->key, key->size_bytes) == 0)
         break;
      i = (i + 1) & (t->n_slots - 1);
   }
   return &t->slots[i];
}

static void grow(struct intern *t)
{
   const struct slot *old = t->slots;
   const size_t n_old = t->n_slots;

   t->n_slots *= 2;
   t->slots = arena_array(t->arena, t->n_slots, sizeof t->slots[0]);
   for (size_t i = 0; i < n_old; i++) {
      if (old[i].key)
         *probe(t, &old[i]) = old[i];
   }
}

uint32_t *intern_find(struct intern *t, const void *key, size_t size_bytes)
{
   struct slot wanted = {key, size_bytes, hash_bytes(key, size_bytes), 0};
   struct slot *s = probe(t, &wanted);

   if (s->key)
      return &s->value;
   if (2 * (t->n_used + 1) > t->n_slots) {
      grow(t);
      s = probe(t, &wanted);
   }
   wanted.key = (unsigned char *)arena_strndup(t->arena, key, size_bytes);
   *s = wanted;
   t->n_used++;
   return &s->value;
}
