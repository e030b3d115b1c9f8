/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of contexts, packed.

   One change is a row of numbers (packed.h):

      step << 2 | form   [allocated bytes, blocks]   [freed bytes, blocks]

   The step leads from the node of the change before to this one: 0, -1, 1,
   -2, ... are 0, 1, 2, 3, ...  The recorder writes contexts in the order in
   which they changed, so that neighbours are often near.  The form says which
   of the amounts follow: much of what a program allocates it frees at once.

   The bytes lie in chunks that never move.  A place is a number of bytes from
   the first chunk on; a change that may not fit into the rest of a chunk
   starts the next one, so that none is cut in two. */
#include "model/deltas.h"

#include "base/arena.h"
#include "model/packed.h"

#define CHUNK_BYTES ((size_t)1024 * 1024)

/* 33 bits of step and 2 of form; four amounts of 64 bits. */
#define LONGEST_BYTES ((size_t)(5 + 4 * 10))

enum form {
   FORM_BOTH,
   FORM_ALLOCATED, /* nothing freed */
   FORM_FREED,     /* nothing allocated */
   FORM_EQUAL      /* as much freed as allocated */
};

struct deltas {
   struct arena *arena;
   unsigned char **chunks;
   size_t n_chunks, chunks_room;
   size_t place; /* of the next change */
   uint32_t node;
};

struct deltas *deltas_new(struct arena *a)
{
   struct deltas *s = arena_alloc(a, sizeof *s);

   s->arena = a;
   return s;
}

size_t deltas_begin(struct deltas *s)
{
   s->node = 0;
   return s->place;
}

static enum form form_of(const struct delta *d)
{
   if (usage_is_zero(d->freed))
      return FORM_ALLOCATED;
   if (usage_is_zero(d->allocated))
      return FORM_FREED;
   return usage_equal(d->freed, d->allocated) ? FORM_EQUAL : FORM_BOTH;
}

static uint64_t pack_step(uint32_t from, uint32_t to)
{
   return to >= from ? (uint64_t)(to - from) << 1
                     : ((uint64_t)(from - to) << 1) - 1;
}

static uint32_t unpack_step(uint32_t from, uint64_t step)
{
   const uint32_t distance = (uint32_t)((step + 1) >> 1);

   return step & 1 ? from - distance : from + distance;
}

static unsigned char *put_usage(unsigned char *to, struct usage u)
{
   return packed_put(packed_put(to, u.bytes), u.blocks);
}

/* Where a change that comes after `place` starts. */
static size_t start_of(size_t place)
{
   const size_t rest = CHUNK_BYTES - place % CHUNK_BYTES;

   return rest < LONGEST_BYTES ? place + rest : place;
}

static unsigned char *make_room(struct deltas *s)
{
   s->place = start_of(s->place);
   if (s->place / CHUNK_BYTES == s->n_chunks) {
      s->chunks = arena_grow(s->arena, s->chunks, s->n_chunks, &s->chunks_room,
                             sizeof s->chunks[0]);
      s->chunks[s->n_chunks++] = arena_alloc(s->arena, CHUNK_BYTES);
   }
   return s->chunks[s->place / CHUNK_BYTES] + s->place % CHUNK_BYTES;
}

void deltas_add(struct deltas *s, const struct delta *d)
{
   const enum form form = form_of(d);
   unsigned char *start = make_room(s);
   unsigned char *to =
       packed_put(start, pack_step(s->node, d->node) << 2 | (uint64_t)form);

   if (form != FORM_FREED)
      to = put_usage(to, d->allocated);
   if (form == FORM_BOTH || form == FORM_FREED)
      to = put_usage(to, d->freed);
   s->node = d->node;
   s->place += (size_t)(to - start);
}

struct delta_cursor deltas_read(const struct deltas *s, size_t place, size_t n)
{
   return (struct delta_cursor){s->chunks, place, n, 0};
}

bool deltas_next(struct delta_cursor *c, struct delta *d)
{
   const size_t place = start_of(c->place);
   struct usage allocated = {0, 0}, freed = {0, 0};

   if (c->n_left == 0)
      return false;
   const unsigned char *start =
       c->chunks[place / CHUNK_BYTES] + place % CHUNK_BYTES;
   uint64_t head;
   const unsigned char *from = packed_get(start, &head);
   if ((head & 3) != FORM_FREED)
      from = packed_get(packed_get(from, &allocated.bytes), &allocated.blocks);
   if ((head & 3) == FORM_EQUAL)
      freed = allocated;
   else if ((head & 3) != FORM_ALLOCATED)
      from = packed_get(packed_get(from, &freed.bytes), &freed.blocks);
   c->node = unpack_step(c->node, head >> 2);
   c->place = place + (size_t)(from - start);
   c->n_left--;
   *d = (struct delta){c->node, allocated, freed};
   return true;
}
