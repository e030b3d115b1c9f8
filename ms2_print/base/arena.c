/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that lives and dies together.

   Small things are cut one after the other from chunks; a large thing gets a
   chunk of its own, so that an array that grows can be handed to realloc()
   instead of leaving every former copy behind, and one that is not needed any
   more can go. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

#define CHUNK_BYTES ((size_t)256 * 1024)

/* Of the first chunk; each further one has twice as much, up to a whole one:
   many arenas hold a few words only. */
#define FIRST_CHUNK_BYTES ((size_t)2 * 1024)

/* From here on a thing has a chunk of its own: an eighth of a chunk bounds
   what is lost at the end of a full one. */
#define LARGE_BYTES (CHUNK_BYTES / 8)

/* From here on realloc() of the C library moves pages. */
#define PAGED_BYTES ((size_t)1024 * 1024)

struct chunk {
   struct chunk *next;
   size_t used_bytes, room_bytes; /* of a chunk of small things */
   alignas(max_align_t) unsigned char room[];
};

struct arena {
   struct chunk *small; /* the one being filled, then the full ones */
   struct chunk *large; /* one thing each */
};

static noreturn void die_of_memory(void)
{
   die("out of memory");
}

struct arena *arena_new(void)
{
   struct arena *a = calloc(1, sizeof *a);

   if (!a)
      die_of_memory();
   return a;
}

static void free_chunks(struct chunk *c)
{
   while (c) {
      struct chunk *next = c->next;

      free(c);
      c = next;
   }
}

void arena_free(struct arena *a)
{
   if (!a)
      return;
   free_chunks(a->small);
   free_chunks(a->large);
   free(a);
}

static struct chunk *add_chunk(struct chunk **list, size_t room_bytes)
{
   struct chunk *c = NULL;

   if (room_bytes <= SIZE_MAX - sizeof *c)
      c = calloc(1, sizeof *c + room_bytes);
   if (!c)
      die_of_memory();
   c->next = *list;
   *list = c;
   return c;
}

/* For a small thing of so many bytes. */
static void add_small(struct arena *a, size_t size_bytes)
{
   size_t room_bytes = a->small ? 2 * a->small->room_bytes : FIRST_CHUNK_BYTES;

   while (room_bytes < size_bytes)
      room_bytes *= 2;
   if (room_bytes > CHUNK_BYTES)
      room_bytes = CHUNK_BYTES;
   add_chunk(&a->small, room_bytes)->room_bytes = room_bytes;
}

void *arena_alloc(struct arena *a, size_t size_bytes)
{
   const size_t align = alignof(max_align_t);

   if (size_bytes >= LARGE_BYTES)
      return add_chunk(&a->large, size_bytes)->room;
   size_bytes = (size_bytes + align - 1) / align * align;
   if (!a->small || a->small->room_bytes - a->small->used_bytes < size_bytes)
      add_small(a, size_bytes);
   unsigned char *result = a->small->room + a->small->used_bytes;
   a->small->used_bytes += size_bytes;
   return result;
}

static size_t array_bytes(size_t n, size_t item_bytes)
{
   if (item_bytes && n > SIZE_MAX / item_bytes)
      die_of_memory();
   return n * item_bytes;
}

void *arena_array(struct arena *a, size_t n, size_t item_bytes)
{
   return arena_alloc(a, array_bytes(n, item_bytes));
}

/* Where a thing that has a chunk of its own hangs.  Those that grow or are
   dropped are few and the youngest, so the search is short. */
static struct chunk **find_large(struct arena *a, const void *thing)
{
   struct chunk **at = &a->large;

   while ((*at)->room != thing)
      at = &(*at)->next;
   return at;
}

void arena_drop(struct arena *a, void *thing, size_t size_bytes)
{
   if (!thing || size_bytes < LARGE_BYTES)
      return;
   struct chunk **at = find_large(a, thing);
   struct chunk *dropped = *at;
   *at = dropped->next;
   free(dropped);
}

/* Moves a thing that has a chunk of its own to a larger one. */
static void *regrow_large(struct arena *a, void *items, size_t size_bytes)
{
   struct chunk **at = find_large(a, items);
   struct chunk *larger;

   if (size_bytes > SIZE_MAX - sizeof *larger)
      die_of_memory();
   larger = realloc(*at, sizeof *larger + size_bytes);
   if (!larger)
      die_of_memory();
   *at = larger;
   return larger->room;
}

/* What an array begins with, and the least items: most stay that short. */
#define FIRST_BYTES 128
#define FIRST_ITEMS 2

/* Twice as much; of a large array an eighth more, as it is moved by its pages
   and not copied, and what is not used yet would count as the profile's. */
static size_t larger_room(size_t n, size_t item_bytes)
{
   const size_t size_bytes = array_bytes(n, item_bytes);

   if (n > SIZE_MAX / 2)
      die_of_memory();
   if (size_bytes >= PAGED_BYTES)
      return n + n / 8;
   if (n > 0)
      return 2 * n;
   return item_bytes * FIRST_ITEMS < FIRST_BYTES ? FIRST_BYTES / item_bytes
                                                 : FIRST_ITEMS;
}

void *arena_larger(struct arena *a, void *items, size_t *n_room,
                   size_t item_bytes)
{
   const size_t old_room = *n_room;
   const size_t old_bytes = array_bytes(old_room, item_bytes);

   *n_room = larger_room(old_room, item_bytes);
   size_t new_bytes = array_bytes(*n_room, item_bytes);
   void *larger;
   if (old_bytes >= LARGE_BYTES) {
      larger = regrow_large(a, items, new_bytes);
      memset((unsigned char *)larger + old_bytes, 0, new_bytes - old_bytes);
      return larger;
   }
   larger = arena_alloc(a, new_bytes);
   if (old_bytes)
      memcpy(larger, items, old_bytes);
   return larger;
}

static bool is_large(const struct arena *a, const void *thing)
{
   const struct chunk *c = a->large;

   while (c && c->room != thing)
      c = c->next;
   return c != NULL;
}

void *arena_lengthen(struct arena *a, void *items, size_t n, size_t n_more,
                     size_t item_bytes)
{
   const size_t old_bytes = array_bytes(n, item_bytes);
   const size_t new_bytes = array_bytes(n + n_more, item_bytes);
   unsigned char *longer;

   if (is_large(a, items)) {
      longer = regrow_large(a, items, new_bytes);
      memset(longer + old_bytes, 0, new_bytes - old_bytes);
      return longer;
   }
   if (n_more == 0)
      return items;
   longer = arena_alloc(a, new_bytes);
   if (old_bytes > 0)
      memcpy(longer, items, old_bytes);
   return longer;
}

char *arena_strndup(struct arena *a, const char *s, size_t length)
{
   char *copy = arena_alloc(a, length + 1);

   memcpy(copy, s, length);
   return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
   return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *format, ...)
{
   va_list args;

   va_start(args, format);
   int length = vsnprintf(NULL, 0, format, args);
   va_end(args);
   if (length < 0)
      die_of_memory();
   char *text = arena_alloc(a, (size_t)length + 1);
   va_start(args, format);
   vsnprintf(text, (size_t)length + 1, format, args);
   va_end(args);
   return text;
}
