/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that allocate for everybody, as a set. */
#include "query/wrappers.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/order.h"
#include "base/units.h"
#include "model/names.h"
#include "query/site.h"

/* Who reads the page knows the rest by these. */
#define MOST_NAMED 3

struct wrappers {
   struct arena *arena;
   struct intern *known; /* from a key to the number in the list + 1 */
   struct wrapper *list;
   size_t n, room;
   struct pool pools[2]; /* on malloc, on mapped pages */
};

static const char *name_of(struct arena *a, const struct site *s)
{
   char brief[256];

   if (names_is_unknown(s->function))
      return site_label(a, s);
   names_brief(s->function, brief, sizeof brief);
   return arena_strdup(a, brief);
}

bool wrappers_can_be(const struct site *s)
{
   return s->address[0] || !names_is_unknown(s->function);
}

const char *wrappers_key(struct arena *a, const struct site *s)
{
   return arena_printf(a, "%s %s", name_of(a, s),
                       site_base_name(s->file[0] ? s->file : s->object));
}

struct wrappers *wrappers_new(struct arena *a)
{
   struct wrappers *w = arena_alloc(a, sizeof *w);

   w->arena = a;
   w->known = intern_new(a);
   return w;
}

void wrappers_add(struct wrappers *w, const struct site *site,
                  const struct wrapper *numbers)
{
   const char *key = wrappers_key(w->arena, site);
   uint32_t *number = intern_find(w->known, key, strlen(key));

   if (*number == 0) {
      w->list =
          arena_grow(w->arena, w->list, w->n, &w->room, sizeof w->list[0]);
      w->list[w->n++] = (struct wrapper){.name = name_of(w->arena, site)};
      *number = (uint32_t)w->n;
   }
   struct wrapper *wrapper = &w->list[*number - 1];
   if (numbers->n_callers > wrapper->n_callers)
      wrapper->n_callers = numbers->n_callers;
   usage_add(&wrapper->allocated, numbers->allocated);
}

bool wrappers_has(const struct wrappers *w, struct arena *scratch,
                  const struct site *site)
{
   if (w->n == 0 || !wrappers_can_be(site))
      return false;
   const char *key = wrappers_key(scratch, site);

   return *intern_find(w->known, key, strlen(key)) > 0;
}

void wrappers_set_pool(struct wrappers *w, bool maps, const struct pool *pool)
{
   if (w->pools[maps].taken.bytes >= pool->taken.bytes)
      return;
   w->pools[maps] = *pool;
   w->pools[maps].function = arena_strdup(w->arena, pool->function);
}

const struct pool *wrappers_pool(const struct wrappers *w, bool maps)
{
   return &w->pools[maps];
}

/* What has one caller lies inside of another wrapper. */
static int compare(const void *left, const void *right)
{
   const struct wrapper *a = left, *b = right;
   int c = (b->n_callers > 1) - (a->n_callers > 1);

   if (c == 0)
      c = order_down(a->allocated.bytes, b->allocated.bytes);
   return c != 0 ? c : strcmp(a->name, b->name);
}

const struct wrapper *wrappers_list(const struct wrappers *w, size_t *n)
{
   struct wrapper *list = arena_array(w->arena, w->n, sizeof list[0]);

   *n = w->n;
   if (w->n > 0)
      memcpy(list, w->list, w->n * sizeof list[0]);
   qsort(list, w->n, sizeof list[0], compare);
   return list;
}

const char *wrappers_words(struct arena *a, const struct wrappers *w)
{
   size_t n;
   const struct wrapper *list = wrappers_list(w, &n);
   const char *words = "";

   /* Those inside of others are many, and say little. */
   size_t n_named = 0;
   while (n_named < n && n_named < MOST_NAMED &&
          (n_named == 0 || list[n_named].n_callers > 1)) {
      n_named++;
   }
   for (size_t i = 0; i < n_named; i++) {
      words = arena_printf(
          a, "%s%s%s (%s)", words, i > 0 ? ", " : "", list[i].name,
          units_plural(list[i].n_callers, "caller", "callers").text);
   }
   return n > n_named ? arena_printf(a, "%s and %zu more", words, n - n_named)
                      : words;
}
