/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks through all stacks of a profile, in the order of its tree. */
#include "query/paths.h"

#include "base/arena.h"
#include "base/intern.h"
#include "query/stacks.h"
#include "query/stacks_parts.h"

/* In paths.said, behind the number of a call. */
#define CUT 0x80000000u

/* Nodes that are fetched ahead of the one at hand. */
#define AHEAD 16u

struct work {
   struct stacks *stacks;
   struct walk *walk;
   struct arena *scratch;
   uint32_t *ends, *said;

   struct intern *known; /* from a call to its number + 1 */
   struct paths_call *calls;
   size_t n_calls, calls_room;
};

/* The nodes of contexts in the order of the profile's tree: each behind its
   caller and all that lies below its elder siblings.  Fills order[]; returns
   how many they are. */
static uint32_t order_contexts(const struct profile *p, uint32_t *order)
{
   struct arena *scratch = arena_new();
   /* How many contexts a node and what lies below it are; once it has its
      place, that of its next child. */
   uint32_t *places = arena_array(scratch, p->n_nodes, sizeof places[0]);

   for (uint32_t i = p->n_nodes; i-- > 1;) {
      places[i] += p->context_of[i] > 0;
      places[p->nodes[i].parent] += places[i];
   }
   const uint32_t n = places[0] + (p->context_of[0] > 0);
   uint32_t first = 0;
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      uint32_t *next = i > 0 ? &places[p->nodes[i].parent] : &first;
      const uint32_t n_here = places[i];

      places[i] = *next;
      *next += n_here;
      if (p->context_of[i] > 0)
         order[places[i]++] = i;
   }
   arena_free(scratch);
   return n;
}

static uint32_t number_call(struct work *w, struct paths_call call)
{
   /* Neighbours mostly say the same. */
   if (w->n_calls > 0 && w->calls[w->n_calls - 1].via == call.via &&
       w->calls[w->n_calls - 1].note == call.note) {
      return (uint32_t)w->n_calls - 1;
   }
   uint32_t *number = intern_find(w->known, &call, sizeof call);
   if (*number == 0) {
      w->calls = arena_grow(w->stacks->arena, w->calls, w->n_calls,
                            &w->calls_room, sizeof w->calls[0]);
      w->calls[w->n_calls++] = call;
      *number = (uint32_t)w->n_calls;
   }
   return *number - 1;
}

static void see(struct work *w, uint32_t node)
{
   const uint32_t context = w->stacks->profile->context_of[node];
   const struct walk_stack stack = walk_see(w->walk);

   w->ends[context] = stack.end;
   w->said[context] =
       number_call(w, (struct paths_call){stack.via, stack.note}) |
       (stack.cut ? CUT : 0);
}

static void see_all(struct work *w)
{
   const struct profile *p = w->stacks->profile;
   uint32_t *order = arena_array(w->scratch, p->n_contexts, sizeof order[0]);
   const uint32_t n = order_contexts(p, order);

   for (uint32_t i = 0; i < n; i++) {
      if (i + AHEAD < n) {
         __builtin_prefetch(&p->nodes[order[i + AHEAD]]);
         __builtin_prefetch(&p->context_of[order[i + AHEAD]]);
      }
      walk_to(w->walk, order[i]);
      see(w, order[i]);
   }
}

static struct paths *make(struct stacks *s, enum walk_kind kind)
{
   struct paths *p = arena_alloc(s->arena, sizeof *p);
   const uint32_t n = s->profile->n_contexts;
   struct work w = {.stacks = s,
                    .walk = walk_new(s, kind),
                    .scratch = arena_new(),
                    .ends = arena_array(s->arena, n, sizeof w.ends[0]),
                    .said = arena_array(s->arena, n, sizeof w.said[0])};
   struct trie *trie = walk_trie(w.walk);

   w.known = intern_new(w.scratch);
   number_call(&w, (struct paths_call){"", ""}); /* of no context */
   see_all(&w);
   trie_end(trie);
   arena_free(w.scratch);
   *p = (struct paths){.nodes = trie->nodes,
                       .n_nodes = (uint32_t)trie->n_nodes,
                       .ends = w.ends,
                       .said = w.said,
                       .calls = w.calls};
   if (kind == WALK_TOPS) {
      p->nodes = NULL;
      p->tops = p->ends;
   }
   return p;
}

const struct paths *paths_get(struct stacks *s, enum walk_kind kind)
{
   if (!s->paths[kind])
      s->paths[kind] = make(s, kind);
   return s->paths[kind];
}

/* Contexts lie in another order than the trie, so their ends are fetched ahead,
   once for all who ask. */
static void find_tops(struct stacks *s, struct paths *p)
{
   const uint32_t n = s->profile->n_contexts;
   uint32_t *tops = arena_array(s->arena, n, sizeof tops[0]);

   for (uint32_t i = 0; i < n; i++) {
      if (i + AHEAD < n)
         __builtin_prefetch(&p->nodes[p->ends[i + AHEAD]]);
      tops[i] = p->nodes[p->ends[i]].site;
   }
   p->tops = tops;
}

const struct paths *paths_tops(struct stacks *s)
{
   static const enum walk_kind trees[] = {WALK_WHOLE, WALK_LOOPLESS};

   for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
      struct paths *p = s->paths[trees[i]];

      if (p && !p->tops)
         find_tops(s, p);
      if (p)
         return p;
   }
   return paths_get(s, WALK_TOPS);
}

uint32_t paths_top(const struct paths *tops, uint32_t context)
{
   return tops->tops[context];
}

uint32_t paths_top_of(struct stacks *s, uint32_t node)
{
   const uint32_t context = s->profile->context_of[node];

   if (context > 0)
      return paths_top(paths_tops(s), context);
   struct stack stack;
   stacks_get(s, node, &stack);
   return stack.sites[0];
}

struct paths_call paths_call(const struct paths *p, uint32_t context)
{
   return p->calls[p->said[context] & ~CUT];
}

bool paths_is_cut(const struct paths *p, uint32_t context)
{
   return (p->said[context] & CUT) != 0;
}
