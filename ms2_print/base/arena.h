/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that lives and dies together: one arena a profile, one for options.

   Nothing in an arena is freed alone.  No function here returns NULL: running
   out of memory ends the program with a message. */
#ifndef MS2_PRINT_BASE_ARENA_H
#define MS2_PRINT_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is fine */

/* size_bytes zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size_bytes);

/* Room for n zeroed items; n * item_bytes is checked for overflow. */
void *arena_array(struct arena *a, size_t n, size_t item_bytes);

/* Gives back a large thing, of so many bytes, before the arena ends; a small
   one stays.  NULL is fine. */
void arena_drop(struct arena *a, void *thing, size_t size_bytes);

/* A larger copy of an array that is full (128 bytes or two items at first, then
   twice the size; a large one an eighth more), the new part zeroed, with
   *n_room raised.  Start with NULL and 0.  Pointers into the old array are void
   then. */
void *arena_larger(struct arena *a, void *items, size_t *n_room,
                   size_t item_bytes);

/* Grows an array that is filled from the front, if it is full.  In the header,
   since each item of each array comes by here. */
static inline void *arena_grow(struct arena *a, void *items, size_t n_used,
                               size_t *n_room, size_t item_bytes)
{
   return n_used < *n_room ? items : arena_larger(a, items, n_room, item_bytes);
}

/* The first n items with n_more zeroed ones behind them; where they were they
   are no more.  Of the arena, made with arena_array() or arena_grow(): without
   any more, the room that a large one has too much goes. */
void *arena_lengthen(struct arena *a, void *items, size_t n, size_t n_more,
                     size_t item_bytes);

char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t length);
char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
