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

/* Rows in the order in which their stacks came. */
struct work {
   struct arena *arena;
   uint32_t *row_of; /* by node of the common tree: number + 1 */
   struct diff_row *rows;
   size_t n, room;
};

/* A row's place among all: ties are broken by the innermost site's name, and by
   the order in which stacks came. */
struct ranked {
   uint64_t size;
   const char *name;
   uint32_t number;
   enum diff_kind kind;
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

/* By context the node of the common tree at which its stack ends.  What finds
   them is larger than all that follows, so it is not kept. */
static uint32_t *find_ends(struct both *both, struct arena *a,
                           const struct diff_side *side)
{
   const struct paths *paths = paths_get(side->stacks, WALK_WHOLE);
   const uint32_t n = side->profile->n_contexts;
   uint32_t *common = both_add(both, side->stacks);
   uint32_t *ends = arena_array(a, n, sizeof ends[0]);

   for (uint32_t i = 0; i < n; i++)
      ends[i] = common[paths->ends[i]];
   both_drop(both, side->stacks, common);
   return ends;
}

static struct diff_row *find_row(struct work *w, uint32_t end)
{
   if (w->row_of[end] == 0) {
      w->rows =
          arena_grow(w->arena, w->rows, w->n, &w->room, sizeof w->rows[0]);
      w->rows[w->n] = (struct diff_row){.end = 0};
      w->row_of[end] = (uint32_t)++w->n;
   }
   return &w->rows[w->row_of[end] - 1];
}

/* The stack of the side added last stays, so `after` comes last. */
static uint64_t add_side(struct work *w, const struct diff_side *side,
                         const uint32_t *ends, bool is_after)
{
   const struct profile *p = side->profile;
   const struct paths *paths = paths_get(side->stacks, WALK_WHOLE);
   uint64_t sum = 0;

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t context = p->context_of[node];
      const uint64_t value = side->values[context];

      if (context == 0 || value == 0)
         continue;
      struct diff_row *row = find_row(w, ends[context]);
      uint64_t *sum_here = is_after ? &row->after : &row->before;
      if (*sum_here == 0)
         row->end = paths->ends[context];
      *sum_here += value;
      sum += value;
   }
   return sum;
}

static const char *name_of(const struct diff *d, const struct diff_row *e)
{
   struct stacks *side =
       e->kind == DIFF_GONE ? d->before_stacks : d->after_stacks;
   const struct paths *paths = paths_get(side, WALK_WHOLE);

   return site_name(stacks_site(side, paths->nodes[e->end].site));
}

static int compare(const void *left, const void *right)
{
   const struct ranked *a = left, *b = right;
   int c = order_down(a->size, b->size);

   if (c == 0)
      c = order_up(a->kind, b->kind);
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

/* Gathers the rows; what finds them goes with the scratch memory. */
static void gather(struct work *w, struct diff *d,
                   const struct diff_side *before,
                   const struct diff_side *after)
{
   struct arena *nodes = arena_new(), *scratch = arena_new();
   struct both both;

   both_init(&both, nodes);
   const uint32_t *ends = find_ends(&both, scratch, before);
   /* Two moments of one profile have the same stacks. */
   const uint32_t *after_ends = before->stacks == after->stacks
                                    ? ends
                                    : find_ends(&both, scratch, after);
   w->row_of = arena_array(scratch, both.trie.n_nodes, sizeof w->row_of[0]);
   arena_free(nodes);
   d->before = add_side(w, before, ends, false);
   d->after = add_side(w, after, after_ends, true);
   arena_free(scratch);
}

/* Leaves out what is the same. */
static void judge(struct work *w, struct diff *d)
{
   size_t n = 0;

   for (size_t i = 0; i < w->n; i++) {
      w->rows[i].kind = kind_of(&w->rows[i]);
      if (size_of(&w->rows[i]) > 0)
         w->rows[n++] = w->rows[i];
   }
   d->n_same = w->n - n;
   w->n = n;
}

static const struct diff_row *sort(const struct work *w, const struct diff *d,
                                   struct arena *a)
{
   struct ranked *ranked = arena_array(w->arena, w->n, sizeof ranked[0]);

   for (size_t i = 0; i < w->n; i++) {
      const struct diff_row *e = &w->rows[i];

      ranked[i] =
          (struct ranked){size_of(e), name_of(d, e), (uint32_t)i, e->kind};
   }
   if (w->n > 1)
      qsort(ranked, w->n, sizeof ranked[0], compare);
   struct diff_row *sorted = arena_array(a, w->n, sizeof sorted[0]);
   for (size_t i = 0; i < w->n; i++)
      sorted[i] = w->rows[ranked[i].number];
   return sorted;
}

struct diff query_diff(struct arena *a, const struct diff_side *before,
                       const struct diff_side *after)
{
   struct work w = {.arena = arena_new()};
   struct diff d = {.before_stacks = before->stacks,
                    .after_stacks = after->stacks};

   gather(&w, &d, before, after);
   judge(&w, &d);
   d.rows = sort(&w, &d, a);
   d.n_rows = w.n;
   arena_free(w.arena);
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
