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

/* The profile's node of a context, and what its blocks hold; NULL once it has
   its place. */
struct typed_node {
   uint32_t node;
   const char *type;
};

struct builder {
   struct arena *scratch;
   struct stacks *stacks;
   const struct trie_node *nodes;
   uint64_t *weights;  /* of everything below: what is large stands first */
   uint32_t *siblings; /* side by side; who has none is left out */
   uint32_t *begins;   /* where a node's children begin in `siblings` */
   struct typed_node *typed; /* of the stack at hand */
   size_t typed_room;
};

/* What is too much is as much as there can be: no sum becomes 0 again. */
static void add_weight(uint64_t *to, uint64_t more)
{
   if (__builtin_add_overflow(*to, more, to))
      *to = UINT64_MAX;
}

/* What a context weighs in the order. */
static uint64_t weight_of(const struct profile *p, uint32_t context)
{
   uint64_t weight = p->peaks[context].bytes;

   add_weight(&weight, p->sums[context].allocated.bytes / 2 + 1);
   return weight;
}

static void weigh(struct builder *b, const struct calls *c)
{
   b->weights = arena_array(b->scratch, c->n_nodes, sizeof b->weights[0]);
   for (uint32_t i = 1; i < c->profile->n_contexts; i++)
      add_weight(&b->weights[c->paths->ends[i]], weight_of(c->profile, i));
   for (uint32_t i = c->n_nodes; i-- > 1;)
      add_weight(&b->weights[b->nodes[i].parent], b->weights[i]);
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

/* A weight is no less than 1, as each node leads to a context: 0 is one that
   nobody asks for. */
static void leave_out_only_children(struct builder *b, const uint32_t *n_below,
                                    uint32_t n_nodes)
{
   for (uint32_t i = 1; i < n_nodes; i++) {
      if (n_below[b->nodes[i].parent] == 1)
         b->weights[i] = 0;
   }
}

static void sort_siblings(struct builder *b, uint32_t n_nodes)
{
   uint32_t *begins = arena_array(b->scratch, n_nodes + 2u, sizeof begins[0]);

   /* Counted two places behind, so that the last pass leaves each begin where
      it belongs. */
   for (uint32_t i = 1; i < n_nodes; i++)
      begins[b->nodes[i].parent + 2]++;
   leave_out_only_children(b, begins + 2, n_nodes);
   for (uint32_t i = 2; i < n_nodes + 2; i++)
      begins[i] = begins[i - 1] + (begins[i] > 1 ? begins[i] : 0);
   b->siblings =
       arena_array(b->scratch, begins[n_nodes + 1], sizeof b->siblings[0]);
   for (uint32_t i = 1; i < n_nodes; i++) {
      if (b->weights[i] > 0)
         b->siblings[begins[b->nodes[i].parent + 1]++] = i;
   }
   for (uint32_t i = 0; i < n_nodes; i++) {
      const uint32_t n = begins[i + 1] - begins[i];

      if (n > 1)
         qsort_r(b->siblings + begins[i], n, sizeof(uint32_t), compare, b);
   }
   b->begins = begins;
}

/* A parent has a lower number than its children, so it has its place by the
   time that theirs are asked for. */
static void order_nodes(const struct builder *b, struct calls *c)
{
   /* How many a node and those below it are; then its place. */
   uint32_t *places = arena_array(b->scratch, c->n_nodes, sizeof places[0]);

   for (uint32_t i = c->n_nodes; i-- > 1;)
      places[b->nodes[i].parent] += ++places[i];
   places[0] = 0;
   for (uint32_t i = 0; i < c->n_nodes; i++) {
      const uint32_t parent = b->nodes[i].parent;

      if (i > 0 && b->begins[parent] == b->begins[parent + 1])
         places[i] = places[parent] + 1;
      c->order[places[i]] = i;
      uint32_t next = places[i] + 1;
      for (uint32_t k = b->begins[i]; k < b->begins[i + 1]; k++) {
         uint32_t *place = &places[b->siblings[k]];
         const uint32_t n_here = *place;

         *place = next;
         next += n_here;
      }
   }
}

/* The nodes of the profile's contexts, those of one stack side by side: stacks
   in their order, nodes in theirs.  Returns where each stack's end, by node of
   the trie. */
static uint32_t *gather_members(struct calls *c, struct arena *scratch)
{
   const struct profile *p = c->profile;
   const uint32_t *ends = c->paths->ends;
   uint32_t *behind = arena_array(scratch, c->n_nodes, sizeof behind[0]);
   uint32_t n = 0;

   for (uint32_t i = 1; i < p->n_contexts; i++)
      behind[ends[i]]++;
   for (uint32_t i = 0; i < c->n_nodes; i++) {
      const uint32_t n_here = behind[c->order[i]];

      behind[c->order[i]] = n;
      n += n_here;
   }
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t context = p->context_of[i];

      if (context > 0)
         c->members[behind[ends[context]]++] = i;
   }
   return behind;
}

/* Those of all, from `first` on, that hold the same as it become a context. */
static void add_context(struct calls *c, uint32_t place,
                        struct typed_node *first, struct typed_node *behind)
{
   const char *type = first->type;
   uint32_t n = c->begins[c->n_contexts];

   c->places[c->n_contexts] = place;
   c->types[c->n_contexts++] = type;
   for (struct typed_node *t = first; t < behind; t++) {
      if (!t->type || strcmp(t->type, type) != 0)
         continue;
      c->context_of[c->profile->context_of[t->node]] = c->n_contexts;
      c->members[n++] = t->node;
      t->type = NULL;
   }
   c->begins[c->n_contexts] = n;
}

/* The contexts of the stack at a place, whose members end before `behind`: one
   a type. */
static void add_contexts(struct calls *c, struct builder *b, uint32_t place,
                         uint32_t behind)
{
   const uint32_t begin = c->begins[c->n_contexts], n = behind - begin;
   const uint32_t top = b->nodes[c->order[place]].site;

   for (uint32_t i = 0; i < n; i++) {
      const uint32_t node = c->members[begin + i];
      const char *type = types_of(b->stacks, node, top);

      b->typed = arena_grow(b->scratch, b->typed, i, &b->typed_room,
                            sizeof b->typed[0]);
      b->typed[i] = (struct typed_node){node, type ? type : ""};
   }
   for (uint32_t i = 0; i < n; i++) {
      if (b->typed[i].type)
         add_context(c, place, &b->typed[i], b->typed + n);
   }
}

static void number_contexts(struct calls *c, struct arena *a, struct builder *b)
{
   const uint32_t n = c->profile->n_contexts;

   c->members = arena_array(a, n, sizeof c->members[0]);
   c->begins = arena_array(a, n, sizeof c->begins[0]);
   c->places = arena_array(a, n, sizeof c->places[0]);
   c->context_of = arena_array(a, n, sizeof c->context_of[0]);
   c->types = arena_array(a, n, sizeof c->types[0]);
   const uint32_t *behind = gather_members(c, b->scratch);
   for (uint32_t i = 0; i < c->n_nodes; i++) {
      if (behind[c->order[i]] > c->begins[c->n_contexts])
         add_contexts(c, b, i, behind[c->order[i]]);
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

/* Neighbours here lie anywhere in the profile, so they are fetched ahead, in
   steps, each of which waits for the one before. */
static void expect(const struct calls *c, uint32_t index)
{
   const struct profile *p = c->profile;
   const struct facts *f = &p->facts;
   const uint32_t *node = c->members + c->begins[index];
   const uint32_t n_left = c->begins[c->n_contexts] - c->begins[index];

   if (n_left > 3 * AHEAD)
      __builtin_prefetch(&p->context_of[node[3 * AHEAD]]);
   if (n_left > 2 * AHEAD) {
      const uint32_t context = p->context_of[node[2 * AHEAD]];

      __builtin_prefetch(&p->sums[context]);
      __builtin_prefetch(&p->peaks[context]);
      __builtin_prefetch(&c->paths->said[context]);
      facts_expect(f, context, 0);
   }
   if (n_left > AHEAD)
      facts_expect(f, p->context_of[node[AHEAD]], 1);
   if (n_left > AHEAD / 2)
      facts_expect(f, p->context_of[node[AHEAD / 2]], 2);
}

static void add_member(const struct calls *c, uint32_t context,
                       struct calls_context *to)
{
   const struct profile *p = c->profile;
   struct context_facts facts;

   to->cut |= paths_is_cut(c->paths, context);
   facts_context_of(&p->facts, context, &facts);
   usage_add(&to->peak, p->peaks[context]);
   usage_add(&to->short_lived, facts_short_lived(&facts));
   if (p->held)
      usage_add(&to->inherited, p->held[context]);
}

struct calls_context calls_context(const struct calls *c, uint32_t index)
{
   expect(c, index);
   const struct profile *p = c->profile;
   struct calls_context sum = {.node = c->places[index],
                               .type = c->types[index]};
   uint64_t most = 0;

   for (uint32_t i = c->begins[index]; i < c->begins[index + 1]; i++) {
      const uint32_t context = p->context_of[c->members[i]];

      if (weight_of(p, context) > most) {
         most = weight_of(p, context);
         sum.via = paths_call(c->paths, context).via;
         sum.note = paths_call(c->paths, context).note;
      }
      add_member(c, context, &sum);
   }
   return sum;
}
