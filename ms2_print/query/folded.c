/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks folded: contexts whose visible stacks are equal become one.

   The contexts of a stack are a list, from its first node on:

      first[stack] --> node --> context --> next[context] --> node ...        */
#include "query/folded.h"

#include <string.h>

#include "base/arena.h"
#include "query/options.h"
#include "query/paths.h"

/* So many stacks ahead of the one at hand they are fetched, in two steps. */
#define AHEAD 8

/* Of the nodes that a stack has alone no more are passed to find the first that
   it shares: most have a few, and to pass all of a deep one for each stack
   would take longer than to wait. */
#define MOST_OWN 64

/* Value number i of one context. */
static uint64_t value_of(const struct folded *f, uint32_t node, size_t i)
{
   const uint32_t context = f->profile->context_of[node];

   if (i < f->n_measures)
      return f->measures[i]->of(f->profile, node, f->live[context]);
   return f->extra[i - f->n_measures][context];
}

static bool is_empty(const struct folded *f, uint32_t node)
{
   for (size_t i = 0; i < f->n_measures + f->n_extra; i++) {
      if (value_of(f, node, i) > 0)
         return false;
   }
   return true;
}

/* Adds those of all contexts of stack number i. */
static void add_values(const struct folded *f, size_t i, uint64_t *values)
{
   uint32_t node = f->first[i];

   do {
      for (size_t k = 0; k < f->n_measures + f->n_extra; k++)
         values[k] += value_of(f, node, k);
      node = f->next[f->profile->context_of[node]];
   } while (node != 0);
}

/* Lists the contexts of each stack, in the order of their nodes. */
static void link_contexts(struct folded *f, struct arena *a)
{
   const struct profile *p = f->profile;
   struct arena *scratch = arena_new();
   uint32_t *stack_of =
       arena_array(scratch, f->paths->n_nodes, sizeof stack_of[0]);
   uint32_t *last = arena_array(scratch, p->n_contexts, sizeof last[0]);
   uint32_t *first = arena_array(a, p->n_contexts, sizeof first[0]);
   uint32_t *next = arena_array(a, p->n_contexts, sizeof next[0]);

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t context = p->context_of[node];
      uint32_t *stack = &stack_of[f->paths->ends[context]];

      if (context == 0 || is_empty(f, node))
         continue;
      if (*stack == 0) {
         first[f->n_stacks++] = node;
         *stack = (uint32_t)f->n_stacks;
      } else {
         next[last[*stack - 1]] = node;
      }
      last[*stack - 1] = context;
   }
   arena_free(scratch);
   f->first = first;
   f->next = next;
}

struct folded query_folded(struct arena *a, const struct folded_question *q)
{
   struct folded f = {.profile = q->profile,
                      .stacks = q->stacks,
                      .measures = q->measures,
                      .n_measures = q->n_measures,
                      .extra = q->extra,
                      .n_extra = q->n_extra,
                      .paths = paths_get(q->stacks, WALK_WHOLE),
                      .live = query_measure_live(a, q->profile, q->options)};

   link_contexts(&f, a);
   return f;
}

struct folded query_folded_all(struct arena *a, const struct profile *p,
                               const struct options *o, struct stacks *stacks)
{
   const struct measure **known = arena_array(a, n_measures, sizeof known[0]);
   struct folded_question q = {p, o, stacks, known, 0, NULL, 0};

   for (size_t i = 0; i < n_measures; i++) {
      if (measure_is_known(&measures[i], p) &&
          !(measures[i].flags & MEASURE_OF_OWNERS) &&
          (o->at == AT_SNAPSHOT || o->at == AT_SUM ||
           !(measures[i].flags & MEASURE_AT))) {
         known[q.n_measures++] = &measures[i];
      }
   }
   return query_folded(a, &q);
}

uint32_t folded_end(const struct folded *f, size_t i)
{
   return f->paths->ends[f->profile->context_of[f->first[i]]];
}

/* Stacks lie in the trie in the order of the tree, so each is somewhere else
   than the one before, in two places: what is its own, node behind node, and
   the first that it shares with others.  The one must have come before the
   other is known. */
uint32_t folded_expect(const struct folded *f, size_t i)
{
   const struct trie_node *nodes = f->paths->nodes;

   if (i + 2 * AHEAD < f->n_stacks)
      __builtin_prefetch(&nodes[folded_end(f, i + 2 * AHEAD)]);
   if (i + AHEAD >= f->n_stacks)
      return 0;
   const uint32_t end = folded_end(f, i + AHEAD);
   uint32_t node = end;
   for (int k = 0; k < MOST_OWN && nodes[node].parent + 1 == node; k++)
      node--;
   __builtin_prefetch(&nodes[nodes[node].parent]);
   return end;
}

struct stack folded_stack(const struct folded *f, size_t i)
{
   folded_expect(f, i);
   const uint32_t context = f->profile->context_of[f->first[i]];
   struct stack stack = {.via = paths_call(f->paths, context).via,
                         .note = paths_call(f->paths, context).note};

   stacks_spell(f->stacks, f->paths->nodes, f->paths->ends[context], &stack);
   return stack;
}

void folded_values(const struct folded *f, size_t i, uint64_t *values)
{
   memset(values, 0, (f->n_measures + f->n_extra) * sizeof values[0]);
   add_values(f, i, values);
}

uint64_t folded_value(const struct folded *f, size_t i, size_t column)
{
   uint32_t node = f->first[i];
   uint64_t sum = 0;

   do {
      sum += value_of(f, node, column);
      node = f->next[f->profile->context_of[node]];
   } while (node != 0);
   return sum;
}

void folded_sums(const struct folded *f, uint64_t *sums)
{
   memset(sums, 0, (f->n_measures + f->n_extra) * sizeof sums[0]);
   for (size_t i = 0; i < f->n_stacks; i++)
      add_values(f, i, sums);
}
