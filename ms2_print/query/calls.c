/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folds a profile: nodes are made in the order in which stacks come, and put
   into the order of the tree once their sizes are known. */
#include "query/calls.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/intern.h"
#include "query/stacks.h"

/* A node on the way, numbered in the order of making: callers come first. */
struct draft {
   uint32_t parent, site;
   uint32_t context; /* index + 1; 0 = none ends here */
   uint64_t weight;  /* of everything below: what is large stands first */
};

struct builder {
   struct arena *arena;
   const struct stacks *stacks;
   struct intern *ids; /* of (parent, site) */
   struct draft *drafts;
   size_t n_drafts, drafts_room;
   struct calls_context *contexts; /* their nodes are drafts */
   size_t n_contexts, contexts_room;
};

static uint32_t add_draft(struct builder *f, uint32_t parent, uint32_t site)
{
   f->drafts = arena_grow(f->arena, f->drafts, f->n_drafts, &f->drafts_room,
                          sizeof f->drafts[0]);
   f->drafts[f->n_drafts] = (struct draft){.parent = parent, .site = site};
   return (uint32_t)f->n_drafts++;
}

static uint32_t find_draft(struct builder *f, uint32_t parent, uint32_t site)
{
   const uint32_t key[2] = {parent, site};
   uint32_t *id = intern_find(f->ids, key, sizeof key);

   if (*id == 0)
      *id = add_draft(f, parent, site);
   return *id;
}

/* The index of the context that ends at a draft; a new one if there is none. */
static uint32_t find_context(struct builder *f, uint32_t draft)
{
   uint32_t *context = &f->drafts[draft].context;

   if (*context == 0) {
      f->contexts = arena_grow(f->arena, f->contexts, f->n_contexts,
                               &f->contexts_room, sizeof f->contexts[0]);
      f->contexts[f->n_contexts] =
          (struct calls_context){.node = draft, .via = "", .note = ""};
      *context = (uint32_t)++f->n_contexts;
   }
   return *context - 1;
}

/* Adds one context of the profile; returns the index of the one it becomes. */
static uint32_t add_stack(struct builder *f, const struct stack *stack,
                          const struct context_totals *t)
{
   const uint64_t size = t->peak.bytes + t->allocated.bytes / 2 + 1;
   uint32_t draft = 0;

   for (size_t i = stack->n_sites; i > 0; i--)
      draft = find_draft(f, draft, stack->sites[i - 1]);
   f->drafts[draft].weight += size;

   const uint32_t index = find_context(f, draft);
   struct calls_context *c = &f->contexts[index];

   if (size > c->largest_bytes) {
      c->largest_bytes = size;
      c->via = stack->via;
      c->note = stack->note;
   }
   c->cut |= stack->cut;
   usage_add(&c->peak, t->peak);
   return index;
}

/* A draft and what its place among its siblings depends on. */
struct sibling {
   const struct draft *draft;
   const struct site *site;
   uint32_t number;
};

static int compare(const void *left, const void *right)
{
   const struct sibling *a = left, *b = right;

   if (a->draft->parent != b->draft->parent)
      return a->draft->parent < b->draft->parent ? -1 : 1;
   if (a->draft->weight != b->draft->weight)
      return a->draft->weight > b->draft->weight ? -1 : 1;
   const int c = site_compare(a->site, b->site);

   return c ? c : a->number < b->number ? -1 : 1;
}

/* All drafts but the root, children of one parent side by side. */
static struct sibling *sort_siblings(struct builder *f)
{
   const size_t n = f->n_drafts - 1;
   struct sibling *siblings = arena_array(f->arena, n, sizeof siblings[0]);

   for (size_t i = n; i > 0; i--)
      f->drafts[f->drafts[i].parent].weight += f->drafts[i].weight;
   for (size_t i = 0; i < n; i++)
      siblings[i] = (struct sibling){
          &f->drafts[i + 1], stacks_site(f->stacks, f->drafts[i + 1].site),
          (uint32_t)i + 1};
   if (n > 1)
      qsort(siblings, n, sizeof siblings[0], compare);
   return siblings;
}

/* Gives the drafts their final numbers: final[draft]. */
static uint32_t *number_nodes(struct builder *f, struct calls *calls)
{
   const uint32_t n = (uint32_t)f->n_drafts;
   const struct sibling *siblings = sort_siblings(f);
   uint32_t *final = arena_array(f->arena, n, sizeof final[0]);
   uint32_t *first = arena_array(f->arena, n + 1u, sizeof first[0]);
   uint32_t *todo = arena_array(f->arena, n, sizeof todo[0]);
   uint32_t n_todo = 1; /* the root is draft 0 */

   for (uint32_t i = 1; i < n; i++)
      first[f->drafts[i].parent + 1]++;
   for (uint32_t i = 0; i < n; i++)
      first[i + 1] += first[i];
   while (n_todo > 0) {
      const uint32_t draft = todo[--n_todo];
      const struct draft *d = &f->drafts[draft];
      const uint32_t parent = final[d->parent], number = calls->n_nodes++;

      final[draft] = number;
      calls->nodes[number] = (struct calls_node){
          parent, d->site, draft ? calls->nodes[parent].depth + 1 : 0};
      for (uint32_t i = first[draft + 1]; i > first[draft]; i--)
         todo[n_todo++] = siblings[i - 1].number;
   }
   return final;
}

/* Takes the contexts over in the order of their nodes; renumbers context_of. */
static void order_contexts(struct builder *f, struct calls *calls,
                           const uint32_t *final, uint32_t n_profile_nodes)
{
   const uint32_t n = (uint32_t)f->n_contexts;
   uint32_t *context_at = arena_array(f->arena, calls->n_nodes, sizeof n);
   uint32_t *renumbered = arena_array(f->arena, n + 1u, sizeof n);

   for (uint32_t i = 0; i < n; i++)
      context_at[final[f->contexts[i].node]] = i + 1;
   calls->contexts = arena_array(f->arena, n, sizeof calls->contexts[0]);
   for (uint32_t i = 0; i < calls->n_nodes; i++) {
      if (context_at[i] == 0)
         continue;
      calls->contexts[calls->n_contexts] = f->contexts[context_at[i] - 1];
      calls->contexts[calls->n_contexts].node = i;
      renumbered[context_at[i]] = ++calls->n_contexts;
   }
   for (uint32_t i = 0; i < n_profile_nodes; i++)
      calls->context_of[i] = renumbered[calls->context_of[i]];
}

static void add_inherited(struct calls *calls, const struct profile *p)
{
   for (size_t i = 0; i < p->n_inherited; i++) {
      const struct context_usage *u = &p->inherited[i];

      usage_add(&calls->contexts[calls->context_of[u->node] - 1].inherited,
                u->live);
   }
}

static void add_facts(struct calls *calls, const struct profile *p)
{
   struct context_facts facts;

   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      facts_context(&p->facts, i, &facts);
      if (calls->context_of[facts.node] > 0)
         usage_add(
             &calls->contexts[calls->context_of[facts.node] - 1].short_lived,
             facts_short_lived(&facts));
   }
}

struct calls *query_calls(struct arena *a, struct stacks *stacks,
                          const struct profile *p)
{
   struct calls *calls = arena_alloc(a, sizeof *calls);
   struct builder f = {.arena = a, .stacks = stacks, .ids = intern_new(a)};
   struct stack stack;

   add_draft(&f, 0, 0);
   calls->context_of = arena_array(a, p->n_nodes, sizeof calls->context_of[0]);
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      if (p->context_of[i] == 0)
         continue;
      const struct context_totals totals = profile_totals(p, i);

      stacks_get(stacks, i, &stack);
      calls->context_of[i] = add_stack(&f, &stack, &totals) + 1;
   }
   calls->nodes = arena_array(a, f.n_drafts, sizeof calls->nodes[0]);
   const uint32_t *final = number_nodes(&f, calls);

   order_contexts(&f, calls, final, p->n_nodes);
   add_inherited(calls, p);
   add_facts(calls, p);
   return calls;
}
