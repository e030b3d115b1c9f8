/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two profiles, or between two moments of one. */
#include "query/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/order.h"
#include "query/both.h"
#include "query/paths.h"
#include "query/stacks.h"

/* A stack of either side, under construction. */
struct pair {
   struct diff_row row;
   const char *name; /* of its innermost site: ties are broken by it ... */
   size_t number;    /* ... and by the order in which stacks came */
};

struct work {
   struct arena *arena; /* of the pairs */
   struct arena *nodes; /* of what finds them; it goes before they are sorted */
   struct both both;
   uint32_t *pair_of; /* by node of it: number + 1 */
   size_t pair_of_room;
   struct pair *pairs;
   size_t n, room;
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

/* Of a node of the common trie. */
static struct pair *find_pair(struct work *w, uint32_t node)
{
   while (w->pair_of_room <= node) {
      w->pair_of = arena_grow(w->nodes, w->pair_of, w->pair_of_room,
                              &w->pair_of_room, sizeof w->pair_of[0]);
   }
   if (w->pair_of[node] == 0) {
      w->pairs =
          arena_grow(w->arena, w->pairs, w->n, &w->room, sizeof w->pairs[0]);
      w->pairs[w->n] = (struct pair){.number = w->n};
      w->pair_of[node] = (uint32_t)++w->n;
   }
   return &w->pairs[w->pair_of[node] - 1];
}

/* The stack of the side added last stays, so `after` comes last. */
static uint64_t add_side(struct work *w, const struct diff_side *side,
                         bool is_after)
{
   const struct profile *p = side->profile;
   const struct paths *paths = paths_get(side->stacks, WALK_WHOLE);
   uint32_t *common = both_add(&w->both, side->stacks);
   uint64_t sum = 0;

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t context = p->context_of[node];
      const uint32_t end = paths->ends[context];
      const uint64_t value = side->values[context];

      if (context == 0 || value == 0)
         continue;
      struct pair *pair = find_pair(w, common[end]);
      if (!pair->name || (is_after && pair->row.after == 0)) {
         pair->name =
             site_name(stacks_site(side->stacks, paths->nodes[end].site));
         pair->row.end = end;
      }
      *(is_after ? &pair->row.after : &pair->row.before) += value;
      sum += value;
   }
   both_drop(&w->both, side->stacks, common);
   return sum;
}

static int compare(const void *left, const void *right)
{
   const struct pair *a = left, *b = right;
   int c = order_down(size_of(&a->row), size_of(&b->row));

   if (c == 0)
      c = order_up(a->row.kind, b->row.kind);
   if (c == 0)
      c = strcmp(a->name, b->name);
   return c ? c : order_up(a->number, b->number);
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
   struct work w = {.arena = arena_new(), .nodes = arena_new()};
   struct diff d = {.before_stacks = before->stacks,
                    .after_stacks = after->stacks};
   size_t n = 0;

   both_init(&w.both, w.nodes);
   d.before = add_side(&w, before, false);
   d.after = add_side(&w, after, true);
   arena_free(w.nodes);
   for (size_t i = 0; i < w.n; i++) {
      w.pairs[i].row.kind = kind_of(&w.pairs[i].row);
      if (size_of(&w.pairs[i].row) > 0)
         w.pairs[n++] = w.pairs[i];
   }
   d.n_same = w.n - n;
   if (n > 1)
      qsort(w.pairs, n, sizeof w.pairs[0], compare);
   struct diff_row *rows = arena_array(a, n, sizeof rows[0]);
   for (size_t i = 0; i < n; i++)
      rows[i] = w.pairs[i].row;
   arena_free(w.arena);
   d.rows = rows;
   d.n_rows = n;
   return d;
}

struct stack diff_stack(const struct diff *d, const struct diff_row *e)
{
   struct stacks *side =
       e->kind == DIFF_GONE ? d->before_stacks : d->after_stacks;
   struct stack stack = {.via = "", .note = ""};

   stacks_spell(side, paths_get(side, WALK_WHOLE)->nodes, e->end, &stack);
   return stack;
}
