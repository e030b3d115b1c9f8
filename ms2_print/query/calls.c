/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the trie of all stacks into the order of its sizes. */
#include "query/calls.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/order.h"
#include "query/stacks.h"
#include "query/types.h"

/* Contexts that are fetched ahead of the one at hand. */
#define AHEAD 8u

struct builder {
   struct arena *scratch;
   struct stacks *stacks;
   const struct trie_node *nodes;
   uint64_t *weights; /* of everything below: what is large stands first */
   uint32_t *begins;  /* where a node's children begin in `siblings` */
   uint32_t *siblings;
};

/* A stack: its place in the order, and the profile's first node with it. */
struct ending {
   uint32_t place, first;
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

/* The context of a stack and a type among those from number `begin` on, which
   are of this stack; a new one if there is none yet. */
static uint32_t find_context(struct calls *c, uint32_t begin, const char *type)
{
   uint32_t i = begin;

   while (i < c->n_contexts && strcmp(c->types[i], type) != 0)
      i++;
   if (i == c->n_contexts)
      c->types[c->n_contexts++] = type;
   return i;
}

/* The profile's contexts of one stack, which are a list, as one list a type.
   `last` is by number of context. */
static void split_by_type(struct calls *c, struct stacks *stacks,
                          const struct ending *end, uint32_t *last)
{
   const struct profile *p = c->profile;
   const uint32_t begin = c->n_contexts;
   const uint32_t top = c->paths->nodes[c->order[end->place]].site;

   for (uint32_t node = end->first; node != 0;) {
      const uint32_t context = p->context_of[node];
      const char *type = types_of(stacks, node, top);
      const uint32_t n_before = c->n_contexts;
      const uint32_t i = find_context(c, begin, type ? type : "");
      const uint32_t next = c->next[context];

      if (i == n_before) {
         c->places[i] = end->place;
         c->first[i] = node;
      } else {
         c->next[last[i]] = node;
      }
      c->next[context] = 0;
      c->context_of[context] = i + 1;
      last[i] = context;
      node = next;
   }
}

static void number_contexts(struct calls *c, struct arena *a,
                            const struct builder *b)
{
   const struct profile *p = c->profile;
   struct arena *scratch = b->scratch;
   uint32_t *first = arena_array(scratch, c->n_nodes, sizeof first[0]);
   uint32_t *last = arena_array(scratch, c->n_nodes, sizeof last[0]);
   uint32_t *ends = arena_array(scratch, p->n_contexts, sizeof ends[0]);

   c->next = arena_array(a, p->n_contexts, sizeof c->next[0]);
   c->first = arena_array(a, p->n_contexts, sizeof c->first[0]);
   c->places = arena_array(a, p->n_contexts, sizeof c->places[0]);
   c->context_of = arena_array(a, p->n_contexts, sizeof c->context_of[0]);
   link_contexts(c, first, last);
   c->types = arena_array(a, p->n_contexts, sizeof c->types[0]);
   for (uint32_t i = 0; i < c->n_nodes; i++) {
      const struct ending end = {i, first[c->order[i]]};

      if (last[c->order[i]] != 0)
         split_by_type(c, b->stacks, &end, ends);
   }
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
   number_contexts(c, a, &b);
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

/* Neighbours here lie anywhere in the profile, so they are fetched ahead, in
   steps, each of which waits for the one before. */
static void expect(const struct calls *c, uint32_t index)
{
   const struct profile *p = c->profile;
   const struct facts *f = &p->facts;
   const uint32_t n_left = c->n_contexts - index;
   const uint32_t *first = c->first + index;

   if (n_left > 3 * AHEAD)
      __builtin_prefetch(&p->context_of[first[3 * AHEAD]]);
   if (n_left > 2 * AHEAD) {
      const uint32_t context = p->context_of[first[2 * AHEAD]];

      __builtin_prefetch(&p->sums[context]);
      __builtin_prefetch(&p->peaks[context]);
      __builtin_prefetch(&c->paths->said[context]);
      __builtin_prefetch(&c->next[context]);
      facts_expect(f, context, 0);
   }
   if (n_left > AHEAD)
      facts_expect(f, p->context_of[first[AHEAD]], 1);
   if (n_left > AHEAD / 2)
      facts_expect(f, p->context_of[first[AHEAD / 2]], 2);
}

struct calls_context calls_context(const struct calls *c, uint32_t index)
{
   expect(c, index);
   const struct profile *p = c->profile;
   struct calls_context sum = {.node = c->places[index],
                               .type = c->types[index]};
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
