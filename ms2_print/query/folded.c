/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks folded: contexts whose visible stacks are equal become one. */
#include "query/folded.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "query/options.h"
#include "query/stacks.h"

struct fold fold_begin(struct arena *a, size_t n_values)
{
   return (struct fold){
       .arena = a, .known = intern_new(a), .n_values = n_values};
}

static bool is_empty(const uint64_t *const *columns, size_t n, uint32_t node)
{
   for (size_t i = 0; i < n; i++) {
      if (columns[i][node] > 0)
         return false;
   }
   return true;
}

struct folded_stack *fold_find(struct fold *f, const struct stack *s)
{
   const size_t size = s->n_sites * sizeof s->sites[0];
   uint32_t *number = intern_find(f->known, s->sites, size);
   struct folded_stack *to;
   uint32_t *sites;

   if (*number > 0)
      return &f->stacks[*number - 1];
   f->stacks = arena_grow(f->arena, f->stacks, f->n_stacks, &f->room,
                          sizeof f->stacks[0]);
   to = &f->stacks[f->n_stacks++];
   *number = (uint32_t)f->n_stacks;
   sites = arena_array(f->arena, s->n_sites, sizeof sites[0]);
   memcpy(sites, s->sites, size);
   to->sites = sites;
   to->n_sites = s->n_sites;
   to->via = s->via;
   to->values = arena_array(f->arena, f->n_values, sizeof to->values[0]);
   return to;
}

static const uint64_t *const *find_columns(struct arena *a,
                                           const struct folded_question *q)
{
   const size_t n = q->n_measures + q->n_extra;
   const uint64_t **columns = arena_array(a, n, sizeof columns[0]);

   for (size_t i = 0; i < q->n_measures; i++)
      columns[i] = query_measure(a, q->profile, q->options, q->measures[i]);
   for (size_t i = 0; i < q->n_extra; i++)
      columns[q->n_measures + i] = q->extra[i];
   return columns;
}

struct folded query_folded(struct arena *a, const struct folded_question *q)
{
   const uint64_t *const *columns = find_columns(a, q);
   struct fold f = fold_begin(a, q->n_measures + q->n_extra);

   for (uint32_t node = 0; node < q->profile->n_nodes; node++) {
      struct folded_stack *to;
      struct stack stack;

      if (is_empty(columns, f.n_values, node))
         continue;
      stacks_get(q->stacks, node, &stack);
      to = fold_find(&f, &stack);
      for (size_t i = 0; i < f.n_values; i++)
         to->values[i] += columns[i][node];
   }
   return (struct folded){q->measures, q->n_measures, f.stacks, f.n_stacks};
}

struct folded query_folded_all(struct arena *a, const struct profile *p,
                               const struct options *o, struct stacks *stacks)
{
   const struct measure **known = arena_array(a, n_measures, sizeof known[0]);
   struct folded_question q = {p, o, stacks, known, 0, NULL, 0};

   for (size_t i = 0; i < n_measures; i++) {
      if (measure_is_known(&measures[i], p) &&
          (o->at == AT_SNAPSHOT || o->at == AT_SUM ||
           !(measures[i].flags & MEASURE_AT)))
         known[q.n_measures++] = &measures[i];
   }
   return query_folded(a, &q);
}

uint64_t folded_sum(const struct folded *f, size_t i)
{
   uint64_t sum = 0;

   for (size_t k = 0; k < f->n_stacks; k++)
      sum += f->stacks[k].values[i];
   return sum;
}
