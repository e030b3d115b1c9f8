/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the trie of all stacks into the order of its sizes. */
#include "query/calls.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"
#include "query/stacks.h"

struct builder {
   struct arena *scratch;
   struct stacks *stacks;
   const struct trie_node *nodes;
   uint64_t *weights; /* of everything below: what is large stands first */
   uint32_t *begins;  /* where a node's children begin in `siblings` */
   uint32_t *siblings;
};

/* What a context weighs in the order. */
static uint64_t weight_of(const struct profile *p, uint32_t context)
{
   return p->peaks[context].bytes + p->sums[context].allocated.bytes / 2 + 1;
}

static void weigh(struct builder *b, const struct calls *c)
{
   b->weights = arena_array(b->scratch, c->n_nodes, sizeof b->weights[0]);
   for (uint32_t i = 1; i < c->profile->n_contexts; i++)
      b->weights[c->paths->ends[i]] += weight_of(c->profile, i);
   for (uint32_t i = c->n_nodes; i-- > 1;)
      b->weights[b->nodes[i].parent] += b->weights[i];
}

static int compare(const void *left, const void *right, void *builder)
{
   const struct builder *b = builder;
   const uint32_t x = *(const uint32_t *)left, y = *(const uint32_t *)right;
   int c = order_down(b->weights[x], b->weights[y]);

   if (c == 0) {
      c = site_compare(stacks_site(b->stacks, b->nodes[x].site),
                       stacks_site(b->stacks, b->nodes[y].site));
   }
   return c ? c : order_up(x, y);
}

/* Children of one parent side by side, in their order. */
static void sort_siblings(struct builder *b, uint32_t n_nodes)
{
   b->begins = arena_array(b->scratch, n_nodes + 2u, sizeof b->begins[0]);
   b->siblings = arena_array(b->scratch, n_nodes, sizeof b->siblings[0]);
   /* Counted two places behind, so that the next pass leaves each begin where
      it belongs. */
   for (uint32_t i = 1; i < n_nodes; i++)
      b->begins[b->nodes[i].parent + 2]++;
   for (uint32_t i = 2; i < n_nodes + 2; i++)
      b->begins[i] += b->begins[i - 1];
   for (uint32_t i = 1; i < n_nodes; i++)
      b->siblings[b->begins[b->nodes[i].parent + 1]++] = i;
   for (uint32_t i = 0; i < n_nodes; i++) {
      const uint32_t n = b->begins[i + 1] - b->begins[i];

      if (n > 1) {
         qsort_r(b->siblings + b->begins[i], n, sizeof b->siblings[0], compare,
                 b);
      }
   }
}

/* What is still to be visited takes no more room than what is not yet in the
   order, so it lies at the other end of the same array. */
static void order_nodes(const struct builder *b, struct calls *c)
{
   uint32_t n_todo = 1, n = 0;

   c->order[c->n_nodes - 1] = 0;
   while (n_todo > 0) {
      const uint32_t node = c->order[c->n_nodes - n_todo--];

      c->order[n++] = node;
      for (uint32_t i = b->begins[node + 1]; i > b->begins[node]; i--)
         c->order[c->n_nodes - ++n_todo] = b->siblings[i - 1];
   }
}

/* Lists the profile's contexts of each visible stack, in the order of their
   nodes; by node of the trie. */
static void link_contexts(struct calls *c, uint32_t *first, uint32_t *last)
{
   const struct profile *p = c->profile;

   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t context = p->context_of[i];
      const uint32_t end = c->paths->ends[context];

      if (context == 0)
         continue;
      if (last[end] == 0)
         first[end] = i;
      else
         c->next[last[end]] = i;
      last[end] = context;
   }
}

static void number_contexts(struct calls *c, struct arena *a,
                            struct arena *scratch)
{
   const struct profile *p = c->profile;
   uint32_t *first = arena_array(scratch, c->n_nodes, sizeof first[0]);
   uint32_t *last = arena_array(scratch, c->n_nodes, sizeof last[0]);

   c->next = arena_array(a, p->n_contexts, sizeof c->next[0]);
   c->first = arena_array(a, p->n_contexts, sizeof c->first[0]);
   c->places = arena_array(a, p->n_contexts, sizeof c->places[0]);
   c->context_of = arena_array(a, p->n_contexts, sizeof c->context_of[0]);
   link_contexts(c, first, last);
   for (uint32_t i = 0; i < c->n_nodes; i++) {
      const uint32_t node = c->order[i];

      if (last[node] == 0)
         continue;
      c->places[c->n_contexts] = i;
      c->first[c->n_contexts++] = first[node];
      last[node] = c->n_contexts; /* from here on its number */
   }
   for (uint32_t i = 1; i < p->n_contexts; i++)
      c->context_of[i] = last[c->paths->ends[i]];
}

struct calls *query_calls(struct arena *a, struct stacks *stacks,
                          const struct profile *p)
{
   struct calls *c = arena_alloc(a, sizeof *c);
   struct builder b = {.scratch = arena_new(), .stacks = stacks};

   c->profile = p;
   c->paths = paths_get(stacks, WALK_WHOLE);
   c->n_nodes = c->paths->n_nodes;
   b.nodes = c->paths->nodes;
   weigh(&b, c);
   sort_siblings(&b, c->n_nodes);
   arena_drop(b.scratch, b.weights, c->n_nodes * sizeof b.weights[0]);
   c->order = arena_array(a, c->n_nodes, sizeof c->order[0]);
   order_nodes(&b, c);
   arena_free(b.scratch);
   b.scratch = arena_new();
   number_contexts(c, a, b.scratch);
   arena_free(b.scratch);
   return c;
}

uint32_t calls_site(const struct calls *c, uint32_t index)
{
   return c->paths->nodes[c->order[c->places[index]]].site;
}

static void add_inherited(const struct profile *p, uint32_t context,
                          struct calls_context *to)
{
   if (p->held)
      usage_add(&to->inherited, p->held[context]);
}

struct calls_context calls_context(const struct calls *c, uint32_t index)
{
   const struct profile *p = c->profile;
   struct calls_context sum = {.node = c->places[index]};
   uint32_t node = c->first[index];
   uint64_t most = 0;

   do {
      const uint32_t context = p->context_of[node];

      if (weight_of(p, context) > most) {
         most = weight_of(p, context);
         sum.via = paths_call(c->paths, context).via;
         sum.note = paths_call(c->paths, context).note;
      }
      sum.cut |= paths_is_cut(c->paths, context);
      struct context_facts facts;
      facts_context_of(&p->facts, context, &facts);
      usage_add(&sum.peak, p->peaks[context]);
      usage_add(&sum.short_lived, facts_short_lived(&facts));
      add_inherited(p, context, &sum);
      node = c->next[context];
   } while (node != 0);
   return sum;
}
