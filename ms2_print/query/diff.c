/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two profiles, or between two moments of one. */
#include "query/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "query/stacks.h"

/* A stack of either side, under construction. */
struct pair {
   struct diff_row row;
   const char *key; /* ties are broken by it */
};

struct work {
   struct arena *arena;
   struct intern *known; /* from the key to the pair's number + 1 */
   struct pair *pairs;
   size_t n, room;
   char *key; /* of the stack at hand */
   size_t key_length, key_room;
};

int64_t diff_change(uint64_t before, uint64_t after)
{
   const uint64_t size = after > before ? after - before : before - after;
   const int64_t change = size > INT64_MAX ? INT64_MAX : (int64_t)size;

   return after > before ? change : -change;
}

static uint64_t size_of(const struct diff_row *e)
{
   return e->after > e->before ? e->after - e->before : e->before - e->after;
}

static void add_text(struct work *w, const char *text)
{
   /* With its NUL, which ends it. */
   for (size_t n = strlen(text) + 1; n > 0; n--) {
      w->key = arena_grow(w->arena, w->key, w->key_length, &w->key_room, 1);
      w->key[w->key_length++] = *text++;
   }
}

/* A place without a name is known by its file or object. */
static void make_key(struct work *w, const struct stacks *stacks,
                     const struct stack *s)
{
   w->key_length = 0;
   for (size_t i = 0; i < s->n_sites; i++) {
      const struct site *site = stacks_site(stacks, s->sites[i]);

      add_text(w, site_name(site));
      add_text(w, site->function[0] ? "" : site_base_name(site->file));
      add_text(w, site_base_name(site->object));
   }
}

static struct pair *find_pair(struct work *w, const struct stack *s)
{
   uint32_t *number = intern_find(w->known, w->key, w->key_length);

   if (*number == 0) {
      struct pair *new;
      char *key = arena_array(w->arena, w->key_length + 1, 1);

      memcpy(key, w->key, w->key_length);
      w->pairs =
          arena_grow(w->arena, w->pairs, w->n, &w->room, sizeof w->pairs[0]);
      new = &w->pairs[w->n++];
      *number = (uint32_t)w->n;
      new->key = key;
      new->row.n_sites = s->n_sites;
   }
   return &w->pairs[*number - 1];
}

/* The sites of the side added last stay, so `after` comes last. */
static uint64_t add_side(struct work *w, const struct diff_side *side,
                         bool is_after)
{
   uint64_t sum = 0;

   for (uint32_t node = 0; node < side->profile->n_nodes; node++) {
      struct stack stack;
      struct pair *p;
      uint32_t *sites;

      if (side->values[node] == 0)
         continue;
      stacks_get(side->stacks, node, &stack);
      make_key(w, side->stacks, &stack);
      p = find_pair(w, &stack);
      if (!p->row.sites || (is_after && p->row.after == 0)) {
         sites = arena_array(w->arena, stack.n_sites, sizeof sites[0]);
         memcpy(sites, stack.sites, stack.n_sites * sizeof sites[0]);
         p->row.sites = sites;
      }
      *(is_after ? &p->row.after : &p->row.before) += side->values[node];
      sum += side->values[node];
   }
   return sum;
}

static int compare(const void *left, const void *right)
{
   const struct pair *a = left, *b = right;
   const uint64_t x = size_of(&a->row), y = size_of(&b->row);

   if (x != y)
      return x > y ? -1 : 1;
   if (a->row.kind != b->row.kind)
      return a->row.kind < b->row.kind ? -1 : 1;
   return strcmp(a->key, b->key);
}

static enum diff_kind kind_of(const struct diff_row *e)
{
   if (e->before == 0)
      return DIFF_ADDED;
   if (e->after == 0)
      return DIFF_GONE;
   return e->after > e->before ? DIFF_GROWN : DIFF_SHRUNK;
}

struct diff query_diff(struct arena *a, const struct diff_side *before,
                       const struct diff_side *after)
{
   struct work w = {.arena = a, .known = intern_new(a)};
   struct diff d = {0};
   struct diff_row *rows;
   size_t n = 0;

   d.before = add_side(&w, before, false);
   d.after = add_side(&w, after, true);
   for (size_t i = 0; i < w.n; i++) {
      w.pairs[i].row.kind = kind_of(&w.pairs[i].row);
      if (size_of(&w.pairs[i].row) > 0)
         w.pairs[n++] = w.pairs[i];
   }
   d.n_same = w.n - n;
   if (n > 1)
      qsort(w.pairs, n, sizeof w.pairs[0], compare);
   rows = arena_array(a, n, sizeof rows[0]);
   for (size_t i = 0; i < n; i++)
      rows[i] = w.pairs[i].row;
   d.rows = rows;
   d.n_rows = n;
   return d;
}
