/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which recorded stacks are one in the source.

   Few stacks of a large profile are asked for, so only these get a number.  A
   node has no more than a hash of what leads to it, which any two stacks that
   are alike have in common; whether they are is seen by going outwards along
   both. */
#include "query/alike.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/lookup.h"

struct alike {
   const struct profile *profile;
   struct arena *arena;
   uint32_t *hashes; /* by node */
   struct lookup lookup;
   uint32_t *nodes; /* by number: the first that was asked for */
   size_t room;
};

/* What two frames must have in common: a function's name, which is kept once in
   a profile, and the line; or the address itself. */
struct mark {
   const char *function;
   uint64_t place;
};

static bool has_lines(const struct address *a)
{
   for (uint32_t i = 0; i < a->n_frames; i++) {
      if (a->frames[i].line == 0)
         return false;
   }
   return true;
}

/* A place on the way outwards: so many frames of a node are behind it. */
struct way {
   uint32_t node;
   uint32_t n_passed;
};

/* The mark at hand; the way goes on behind it. */
static struct mark take_mark(const struct profile *p, struct way *way)
{
   const uint32_t number = p->nodes[way->node].address;
   const struct address *a = &p->addresses[number];
   struct mark mark = {NULL, number};
   uint32_t n = 1;

   if (has_lines(a)) {
      const struct frame *f = &a->frames[way->n_passed];

      mark = (struct mark){f->function, f->line};
      n = a->n_frames;
   }
   if (++way->n_passed == n)
      *way = (struct way){p->nodes[way->node].parent, 0};
   return mark;
}

static bool are_alike(const struct profile *p, uint32_t one, uint32_t other)
{
   struct way a = {one, 0}, b = {other, 0};

   while (a.node != b.node || a.n_passed != b.n_passed) {
      if (a.node == 0 || b.node == 0)
         return false;
      const struct mark x = take_mark(p, &a), y = take_mark(p, &b);
      if (x.function != y.function || x.place != y.place)
         return false;
   }
   return true;
}

static uint64_t hash_of(const void *owner, uint32_t number)
{
   const struct alike *k = owner;

   return lookup_mix(0, k->hashes[k->nodes[number]]);
}

static bool is_alike(const void *owner, uint32_t number, const void *wanted)
{
   const struct alike *k = owner;

   return are_alike(k->profile, k->nodes[number], *(const uint32_t *)wanted);
}

static const struct lookup_things things = {hash_of, is_alike};

static uint32_t mix(uint32_t hash, const char *function, uint64_t place)
{
   return (uint32_t)lookup_mix(lookup_mix(hash, place), (uintptr_t)function);
}

/* From the hash of what is outside of a node. */
static uint32_t hash_node(const struct profile *p, uint32_t node, uint32_t hash)
{
   const uint32_t number = p->nodes[node].address;
   const struct address *a = &p->addresses[number];

   if (!has_lines(a))
      return mix(hash, NULL, number);
   for (uint32_t i = a->n_frames; i-- > 0;)
      hash = mix(hash, a->frames[i].function, a->frames[i].line);
   return hash;
}

struct alike *alike_new(struct arena *a, const struct profile *p)
{
   struct alike *k = arena_alloc(a, sizeof *k);

   *k = (struct alike){.profile = p,
                       .arena = a,
                       .hashes =
                           arena_array(a, p->n_nodes, sizeof k->hashes[0])};
   lookup_init(&k->lookup, a, &things, k);
   for (uint32_t i = 1; i < p->n_nodes; i++)
      k->hashes[i] = hash_node(p, i, k->hashes[p->nodes[i].parent]);
   return k;
}

uint32_t alike_number(struct alike *k, uint32_t node)
{
   const uint32_t number =
       lookup_find(&k->lookup, lookup_mix(0, k->hashes[node]), &node);

   if (number != LOOKUP_NONE)
      return number;
   const uint32_t n = (uint32_t)k->lookup.n_used - 1;
   k->nodes = arena_grow(k->arena, k->nodes, n, &k->room, sizeof k->nodes[0]);
   k->nodes[n] = node;
   return n;
}

uint32_t alike_n(const struct alike *k)
{
   return (uint32_t)k->lookup.n_used;
}
