/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Summing up contexts by site, and the most that one stack holds. */
#include "query/leak_gather.h"

#include <string.h>

#include "base/arena.h"
#include "model/profile.h"
#include "query/alike.h"
#include "query/leak_judge.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/window.h"

/* How blocks came to be is said of the group's largest stack: at the end, and
   only if nothing is left then at the peak. */
static bool is_larger(const struct leak_gather *g,
                      const struct context_totals *t)
{
   if (t->end.bytes > 0 || g->group.end.bytes > 0)
      return t->end.bytes > g->most.bytes;
   return t->peak.bytes > g->most_at_peak;
}

static void raise_most(struct leak_gather *g, struct usage stack)
{
   if (stack.blocks > g->most.blocks)
      g->most.blocks = stack.blocks;
   if (stack.bytes > g->most.bytes)
      g->most.bytes = stack.bytes;
}

static void add_context(struct leak_gather *g, const struct context_totals *t,
                        struct paths_call call)
{
   if (!g->any || is_larger(g, t)) {
      g->group.via = call.via;
      g->most_at_peak = t->peak.bytes;
   }
   if (!g->any)
      g->group.note = call.note;
   else if (strcmp(g->group.note, call.note) != 0)
      g->group.note = ""; /* it does not hold for all of them */
   g->any = true;
   usage_add(&g->group.allocated, t->allocated);
   usage_add(&g->group.freed, t->freed);
   usage_add(&g->group.end, t->end);
   g->group.max_bytes += t->peak.bytes;
   g->group.n_stacks += t->end.blocks > 0;
   raise_most(g, t->end);
}

/* Groups by site; where stacks are suppressed, as many again for those. */
static uint32_t count_groups(const struct stacks *stacks,
                             const struct profile *p)
{
   return stacks_n_sites(stacks) * (p->suppressed ? 2 : 1);
}

uint32_t leak_gather_number(const struct stacks *stacks,
                            const struct leak_group *g)
{
   return g->site + (g->suppressed ? stacks_n_sites(stacks) : 0);
}

static void add_size(struct leak_group *g, const struct context_facts *c)
{
   if (g->max_size == 0 || c->min_size < g->min_size)
      g->min_size = c->min_size;
   if (c->max_size > g->max_size)
      g->max_size = c->max_size;
}

/* `all` tells already which group a node belongs to. */
static void add_sizes(struct leak_gathering *all, const struct profile *p)
{
   const struct facts *f = &p->facts;
   for (size_t i = 0; i < f->n_contexts; i++) {
      struct context_facts facts;
      const uint32_t number = all->group_of[p->context_of[f->places[i].node]];
      facts_context(f, i, &facts);
      if (number > 0)
         add_size(&all->groups[number - 1].group, &facts);
   }
}

/* A child has at its end what it was given and what it allocated, less what it
   freed. */
static void set_inherited(struct leak_group *g)
{
   g->inherited.bytes = g->end.bytes + g->freed.bytes - g->allocated.bytes;
   g->inherited.blocks = g->end.blocks + g->freed.blocks - g->allocated.blocks;
}

static void add_kept(struct leak_gathering *all, const struct profile *part)
{
   struct arena *a = arena_new();
   struct usage *kept = arena_array(a, part->n_contexts, sizeof kept[0]);
   struct usage *most = arena_array(a, part->n_contexts, sizeof most[0]);

   window_bounds(part, kept, most);
   for (uint32_t i = 0; i < part->n_contexts; i++) {
      if (all->group_of[i] == 0)
         continue;
      struct leak_group *g = &all->groups[all->group_of[i] - 1].group;
      usage_add(&g->kept, kept[i]);
      usage_add(&g->kept_most, most[i]);
   }
   arena_free(a);
}

/* What the context of a node adds to its group. */
static void add_node(struct leak_gather *g, const struct profile *p,
                     uint32_t node, const struct context_totals *t,
                     struct paths_call call)
{
   struct leak_group *group = &g->group;

   group->has_mappings |= profile_is_mapped(p, node);
   group->has_blocks |= !profile_is_mapped(p, node);
   add_context(g, t, call);
   leak_use_add(&group->use, p, node);
   usage_add(&group->library, facts_library_find(&p->facts, node));
}

static bool has_any(const struct context_totals *t)
{
   return !usage_is_zero(t->allocated) || !usage_is_zero(t->freed) ||
          t->end.bytes > 0;
}

struct leak_gathering leak_gather(struct arena *a, struct stacks *stacks,
                                  const struct profile *p)
{
   const uint32_t n = count_groups(stacks, p);
   const struct paths *tops = paths_tops(stacks);
   struct leak_gathering all = {
       .groups = arena_array(a, n, sizeof *all.groups),
       .n = n,
       .group_of = arena_array(a, p->n_contexts, sizeof *all.group_of)};

   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];
      const struct context_totals t = profile_totals(p, i);

      if (c == 0 || !has_any(&t))
         continue;
      const struct leak_group key = {.site = paths_top(tops, c),
                                     .suppressed =
                                         p->suppressed && p->suppressed[i]};
      const uint32_t number = leak_gather_number(stacks, &key);
      all.group_of[c] = number + 1;
      all.groups[number].group.site = key.site;
      all.groups[number].group.suppressed = key.suppressed;
      add_node(&all.groups[number], p, i, &t, paths_call(tops, c));
   }
   add_sizes(&all, p);
   if (p->window)
      add_kept(&all, p);
   for (uint32_t i = 0; i < n; i++) {
      if (p->n_inherited > 0 && !p->window)
         set_inherited(&all.groups[i].group);
   }
   return all;
}

void leak_gather_alike(struct leak_gathering *all, const struct profile *p)
{
   struct arena *a = arena_new();
   struct alike *alike = alike_new(a, p);
   struct usage *sums = NULL;
   size_t n = 0, room = 0;

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t number = all->group_of[p->context_of[node]];
      const struct usage end = profile_totals(p, node).end;
      struct leak_gather *g = &all->groups[number > 0 ? number - 1 : 0];

      if (number == 0 || end.blocks == 0 || g->most.blocks >= LEAK_JUDGE_MANY ||
          g->group.end.blocks < LEAK_JUDGE_MANY) {
         continue;
      }
      const uint32_t stack = alike_number(alike, node);
      while (n < alike_n(alike)) {
         sums = arena_grow(a, sums, n, &room, sizeof sums[0]);
         sums[n++] = (struct usage){0, 0};
      }
      usage_add(&sums[stack], end);
      raise_most(g, sums[stack]);
   }
   arena_free(a);
}
