/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When what is live at the end was born. */
#include "query/births.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"

struct work {
   struct arena *arena;
   const struct profile *profile;
   const uint32_t *group_of;
   bool *is_mixed; /* by group: some of it has ended */
   struct births births;
   size_t room;
};

static bool is_of_end(const struct profile *p)
{
   return p->facts.survivors.n > 0 &&
          p->facts.survivors.as_of + 1 == p->n_snapshots;
}

static bool has_rows(const struct profile *p, uint32_t node)
{
   const struct survivors_look *look = &p->facts.survivors;
   const size_t i = facts_survivors_from(&p->facts, node);

   return is_of_end(p) && i < look->n && look->rows[i].node == node;
}

bool query_births_are_known(const struct profile *p)
{
   if (!p->has_blocks)
      return false;
   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const struct context_totals t = profile_totals(p, node);

      if (p->context_of[node] > 0 && !usage_is_zero(t.freed) &&
          !usage_is_zero(t.end) && !has_rows(p, node)) {
         return false;
      }
   }
   return true;
}

static void find_mixed(struct work *w)
{
   const struct profile *p = w->profile;
   uint32_t n_groups = 0;

   for (uint32_t c = 0; c < p->n_contexts; c++)
      n_groups = w->group_of[c] > n_groups ? w->group_of[c] : n_groups;
   w->is_mixed = arena_array(w->arena, n_groups + 1u, sizeof w->is_mixed[0]);
   for (uint32_t node = 0; node < p->n_nodes; node++) {
      if (!usage_is_zero(profile_totals(p, node).freed))
         w->is_mixed[w->group_of[p->context_of[node]]] = true;
   }
   w->is_mixed[0] = false;
}

static void add(struct work *w, uint32_t node, size_t position,
                struct usage live)
{
   struct births *b = &w->births;
   const uint32_t group = w->group_of[w->profile->context_of[node]];

   if (!w->is_mixed[group])
      return;
   b->of = arena_grow(w->arena, b->of, b->n, &w->room, sizeof b->of[0]);
   b->of[b->n++] = (struct birth){group, position, live};
}

static void add_rows(struct work *w)
{
   const struct survivors_look *look = &w->profile->facts.survivors;

   for (size_t i = 0; is_of_end(w->profile) && i < look->n; i++)
      add(w, look->rows[i].node, look->rows[i].snapshot, look->rows[i].live);
}

/* Of contexts of which nothing has ended. */
static void add_allocated(struct work *w)
{
   const struct profile *p = w->profile;

   for (size_t i = 0; i < p->n_snapshots; i++) {
      struct delta_cursor c = profile_deltas(p, i);
      struct delta d;

      while (deltas_next(&c, &d)) {
         if (usage_is_zero(profile_totals(p, d.node).freed))
            add(w, d.node, i + 1, d.allocated);
      }
   }
}

static int compare(const void *left, const void *right)
{
   const struct birth *a = left, *b = right;
   const int c = order_up(a->group, b->group);

   return c ? c : order_up(a->position, b->position);
}

static void merge(struct births *b)
{
   size_t n = 0;

   if (b->n > 1)
      qsort(b->of, b->n, sizeof b->of[0], compare);
   for (size_t i = 0; i < b->n; i++) {
      if (n > 0 && compare(&b->of[n - 1], &b->of[i]) == 0)
         usage_add(&b->of[n - 1].live, b->of[i].live);
      else
         b->of[n++] = b->of[i];
   }
   b->n = n;
}

struct births query_births(struct arena *a, const struct profile *p,
                           const uint32_t *group_of)
{
   struct work w = {.arena = a, .profile = p, .group_of = group_of};

   w.births.known = query_births_are_known(p);
   if (!w.births.known)
      return w.births;
   find_mixed(&w);
   add_rows(&w);
   add_allocated(&w);
   merge(&w.births);
   return w.births;
}
