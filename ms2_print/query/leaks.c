/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of contexts, and the verdicts on them. */
#include "query/leaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/order.h"
#include "query/alike.h"
#include "query/leak_judge.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/window.h"

/* A group without a suspicion is worth a word if it has so many blocks and
   bytes. */
#define SILENT_BLOCKS 100
#define SILENT_BYTES 4096

/* A group under construction, by its site. */
struct gather {
   struct leak_group group;
   bool any;
   struct usage most; /* at the end: bytes of one stack, blocks of one */
   uint64_t most_at_peak;
};

/* How blocks came to be is said of the group's largest stack: at the end, and
   only if nothing is left then at the peak. */
static bool is_larger(const struct gather *g, const struct context_totals *t)
{
   if (t->end.bytes > 0 || g->group.end.bytes > 0)
      return t->end.bytes > g->most.bytes;
   return t->peak.bytes > g->most_at_peak;
}

static void raise_most(struct gather *g, struct usage stack)
{
   if (stack.blocks > g->most.blocks)
      g->most.blocks = stack.blocks;
   if (stack.bytes > g->most.bytes)
      g->most.bytes = stack.bytes;
}

static void add_context(struct gather *g, const struct context_totals *t,
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

static uint32_t group_number(const struct stacks *stacks,
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

/* `l` tells already which group a node belongs to. */
static void add_sizes(const struct leaks *l, const struct profile *p,
                      struct gather *groups)
{
   const struct facts *f = &p->facts;
   for (size_t i = 0; i < f->n_contexts; i++) {
      struct context_facts facts;
      const uint32_t number = l->group_of[p->context_of[f->places[i].node]];
      facts_context(f, i, &facts);
      if (number > 0)
         add_size(&groups[number - 1].group, &facts);
   }
}

/* A child has at its end what it was given and what it allocated, less what it
   freed. */
static void set_inherited(struct leak_group *g)
{
   g->inherited.bytes = g->end.bytes + g->freed.bytes - g->allocated.bytes;
   g->inherited.blocks = g->end.blocks + g->freed.blocks - g->allocated.blocks;
}

static void add_kept(struct leak_group *g, const struct window *window,
                     uint32_t context)
{
   if (!window)
      return;
   usage_add(&g->kept, window->kept[context]);
   usage_add(&g->kept_most, window->most[context]);
}

static struct gather *gather_groups(struct arena *a, struct stacks *stacks,
                                    const struct profile *p, struct leaks *l)
{
   struct gather *groups =
       arena_array(a, count_groups(stacks, p), sizeof *groups);
   const struct paths *tops = paths_tops(stacks);
   l->group_of = arena_array(a, p->n_contexts, sizeof(uint32_t));
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];
      if (c == 0)
         continue;
      const struct context_totals t = profile_totals(p, i);
      if (usage_is_zero(t.allocated) && usage_is_zero(t.freed) &&
          t.end.bytes == 0) {
         continue;
      }
      const struct leak_group key = {.site = paths_top(tops, c),
                                     .suppressed =
                                         p->suppressed && p->suppressed[i]};
      uint32_t number = group_number(stacks, &key);
      l->group_of[c] = number + 1;
      groups[number].group.site = key.site;
      groups[number].group.suppressed = key.suppressed;
      groups[number].group.has_mappings |= profile_is_mapped(p, i);
      groups[number].group.has_blocks |= !profile_is_mapped(p, i);
      add_context(&groups[number], &t, paths_call(tops, c));
      add_kept(&groups[number].group, p->window, c);
      leak_use_add(&groups[number].group.use, p, i);
      usage_add(&groups[number].group.library,
                facts_library_find(&p->facts, i));
   }
   add_sizes(l, p, groups);
   for (uint32_t i = 0; i < count_groups(stacks, p); i++) {
      if (p->n_inherited > 0 && !p->window)
         set_inherited(&groups[i].group);
   }
   return groups;
}

/* A group in its final order. */
struct ranked {
   struct leak_group group;
   const struct stacks *stacks;
};

/* Suspects first, and of them what is proven to be lost; then what grows and is
   held. */
static int rank_of(const struct leak_group *g)
{
   if (g->suspect)
      return verdict_is_proven(g->verdict) ? 0 : 1;
   return g->verdict == VERDICT_UNBOUNDED ? 2 : 3;
}

/* What a suspect is counted with: what is lost, or all that it holds. */
static struct usage counted(const struct leak_group *g)
{
   return g->suspect && verdict_is_proven(g->verdict)
              ? leak_proof_lost(&g->proof)
              : g->end;
}

static int compare(const void *left, const void *right)
{
   const struct ranked *a = left, *b = right;
   const struct leak_group *x = &a->group, *y = &b->group;
   int c = rank_of(x) - rank_of(y);
   bool x_freed = x->end.bytes == 0, y_freed = y->end.bytes == 0;
   if (c == 0)
      c = (int)x_freed - (int)y_freed;
   if (c == 0)
      c = order_down(counted(x).bytes, counted(y).bytes);
   if (c == 0)
      c = order_down(x->end.bytes, y->end.bytes);
   if (c == 0)
      c = order_down(x->max_bytes, y->max_bytes);
   if (c == 0) {
      c = site_compare(stacks_site(a->stacks, x->site),
                       stacks_site(b->stacks, y->site));
   }
   return c;
}

/* Of a window only what it allocated; its end is no exit. */
static bool is_worth_a_look(const struct profile *p, const struct leak_group *g)
{
   if (p->window)
      return g->end.bytes > 0 && g->allocated.bytes > 0;
   return g->end.bytes > 0 || g->verdict == VERDICT_AT_EXIT;
}

/* Copies the groups that are worth a look in their order. */
static void rank(struct arena *a, struct leaks *l, struct ranked *ranked,
                 size_t n)
{
   if (n > 1)
      qsort(ranked, n, sizeof *ranked, compare);
   l->groups = arena_array(a, n, sizeof *l->groups);
   l->n_groups = n;
   for (size_t i = 0; i < n; i++) {
      l->groups[i] = ranked[i].group;
      const struct leak_group *g = &l->groups[i];
      l->n_unbounded += g->verdict == VERDICT_UNBOUNDED;
      if (g->suspect) {
         l->n_suspects++;
         l->n_proven += verdict_is_proven(g->verdict);
         usage_add(&l->suspect_total, counted(g));
      }
   }
}

static const struct leak_group *find_silent(const struct leaks *l)
{
   const struct leak_group *found = NULL;
   /* Where somebody searched, what is not lost is known to be held. */
   for (size_t i = l->n_suspects;
        l->known && !l->was_searched && i < l->n_groups; i++) {
      const struct leak_group *g = &l->groups[i];
      if (g->end.blocks >= SILENT_BLOCKS && g->note[0] == '\0' &&
          g->end.bytes >= SILENT_BYTES && g->verdict != VERDICT_INHERITED &&
          (!found || g->end.bytes > found->end.bytes)) {
         found = g;
      }
   }
   return found;
}

/* So far the groups have been numbered by site. */
static void number_groups(struct arena *a, struct leaks *l,
                          const struct stacks *stacks, const struct profile *p)
{
   uint32_t *numbers =
       arena_array(a, count_groups(stacks, p) + 1u, sizeof *numbers);
   for (size_t i = 0; i < l->n_groups; i++)
      numbers[group_number(stacks, &l->groups[i]) + 1] = (uint32_t)i + 1;
   for (uint32_t i = 0; i < p->n_contexts; i++)
      l->group_of[i] = numbers[l->group_of[i]];
}

static void count_suppressed(struct leaks *l, const struct leak_group *g)
{
   if (g->end.bytes == 0)
      return;
   l->n_suppressed++;
   l->suppressed_suspects += g->suspect;
   usage_add(&l->suppressed_total, g->end);
}

/* The case of a group: its most blocks and bytes of one stack are there. */
static struct leak_case case_of(const struct profile *p, const struct leaks *l,
                                const struct stacks *stacks,
                                const struct gather *gather)
{
   return (struct leak_case){.profile = p,
                             .group = &gather->group,
                             .site = stacks_site(stacks, gather->group.site),
                             .at_end = l->at_end,
                             .most_blocks = gather->most.blocks,
                             .most_bytes = gather->most.bytes};
}

/* The verdict on a group; whether it is one to show. */
static bool judge_for(const struct profile *p, struct leaks *l,
                      const struct stacks *stacks, struct gather *gather)
{
   struct leak_group *g = &gather->group;
   const struct leak_case c = case_of(p, l, stacks, gather);

   g->verdict = leak_judge(&c);
   if (g->verdict == VERDICT_STAIRCASE && !leak_judge_is_grave(&c))
      g->verdict = VERDICT_GROWING;
   g->suspect =
       l->known && g->verdict == VERDICT_STAIRCASE && g->note[0] == '\0';
   leak_judge_by_proof(&c, g);
   if (!g->suppressed)
      return is_worth_a_look(p, g);
   count_suppressed(l, g);
   return false;
}

/* Stacks that are one in the source count as one, in groups that have many
   blocks, but few of any stack. */
static void add_up_alike(const struct profile *p, const struct leaks *l,
                         struct gather *groups)
{
   struct arena *a = arena_new();
   struct alike *alike = alike_new(a, p);
   struct usage *sums = NULL;
   size_t n = 0, room = 0;

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t number = l->group_of[p->context_of[node]];
      const struct usage end = profile_totals(p, node).end;
      struct gather *g = &groups[number > 0 ? number - 1 : 0];

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

/* What each group held, over its life. */
static void read_courses(struct arena *a, const struct profile *p,
                         const struct leaks *l, struct gather *groups,
                         uint32_t n_groups)
{
   struct context_sums *sums = arena_array(a, n_groups, sizeof sums[0]);
   const struct leak_courses_question q = {p, l->group_of, n_groups, sums};

   for (uint32_t i = 0; i < n_groups; i++) {
      sums[i] =
          (struct context_sums){groups[i].group.allocated, groups[i].group.end};
   }
   const struct leak_course *courses = query_leak_courses(a, &q);
   for (uint32_t i = 0; i < n_groups; i++) {
      struct leak_group *g = &groups[i].group;

      g->course = &courses[i];
      if (courses[i].max_bytes > g->max_bytes)
         g->max_bytes = courses[i].max_bytes;
   }
}

/* Which generations survive is asked of groups of which something is left. */
static void read_lives(struct arena *a, const struct profile *p,
                       const struct leaks *l, struct gather *groups,
                       uint32_t n_groups)
{
   struct arena *scratch = arena_new();
   uint32_t *numbers = arena_array(scratch, n_groups + 1u, sizeof numbers[0]);
   uint32_t *group_of = arena_array(scratch, p->n_contexts, sizeof group_of[0]);
   struct snapshot_range *ages = arena_array(scratch, n_groups, sizeof ages[0]);
   struct generations_question q = {.profile = p,
                                    .group_of = group_of,
                                    .lives = ages,
                                    .axis = leak_course_clock(p)};

   for (uint32_t i = 0; i < n_groups; i++) {
      if (groups[i].group.end.bytes > 0) {
         ages[q.n_groups] =
             (struct snapshot_range){groups[i].group.course->first,
                                     groups[i].group.course->last_growth};
         numbers[i + 1] = (uint32_t)++q.n_groups;
      }
   }
   for (uint32_t c = 0; c < p->n_contexts; c++)
      group_of[c] = numbers[l->group_of[c]];
   const struct generations *lives = query_generations(a, &q);
   for (uint32_t i = 0; i < n_groups; i++) {
      struct leak_group *g = &groups[i].group;

      if (numbers[i + 1] > 0)
         g->life = &lives[numbers[i + 1] - 1];
      g->evidence = leak_evidence_of(g->life, g->course);
      leak_use_set_life(&g->use, p, g->life);
   }
   arena_free(scratch);
}

/* The groups by context, to be asked for by node. */
struct proof_search {
   const struct profile *profile;
   const struct leaks *leaks;
   struct gather *groups;
};

static struct leak_proof *find_proof(void *context, uint32_t node)
{
   const struct proof_search *s = context;
   const uint32_t number = s->leaks->group_of[s->profile->context_of[node]];

   return number > 0 ? &s->groups[number - 1].group.proof : NULL;
}

/* What was lost or held at the end, if anybody searched. */
static void read_proofs(struct arena *a, struct stacks *stacks, struct leaks *l,
                        struct gather *groups, uint32_t n_groups)
{
   const struct leak_proofs *all = leak_proofs_new(a, stacks);
   struct proof_search s = {stacks_profile(stacks), l, groups};

   if (!all)
      return;
   l->was_searched = true;
   leak_proofs_add(all, (struct leak_proof_of){find_proof, &s});
   for (uint32_t i = 0; i < n_groups; i++) {
      struct leak_group *g = &groups[i].group;

      leak_proofs_complete(all, a, g->site, &g->proof);
      usage_add(&l->lost, g->proof.by_loss[LOSS_definitely]);
      usage_add(&l->lost, g->proof.by_loss[LOSS_indirectly]);
   }
}

struct leaks *query_leaks(struct arena *a, struct stacks *stacks,
                          const struct profile *p)
{
   struct leaks *l = arena_alloc(a, sizeof *l);
   l->known = p->n_snapshots > 0 && p->kind != PROFILE_MASSIF;
   struct gather *groups = gather_groups(a, stacks, p, l);
   const uint32_t n_groups = count_groups(stacks, p);
   struct ranked *ranked = arena_array(a, n_groups, sizeof *ranked);
   size_t n = 0;
   read_courses(a, p, l, groups, n_groups);
   read_lives(a, p, l, groups, n_groups);
   read_proofs(a, stacks, l, groups, n_groups);
   add_up_alike(p, l, groups);
   for (uint32_t i = 0; i < n_groups; i++)
      usage_add(&l->at_end, groups[i].group.end);
   for (uint32_t i = 0; i < n_groups; i++) {
      if (groups[i].any && judge_for(p, l, stacks, &groups[i]))
         ranked[n++] = (struct ranked){groups[i].group, stacks};
   }
   rank(a, l, ranked, n);
   number_groups(a, l, stacks, p);
   l->silent = find_silent(l);
   return l;
}

/* A group on the way along its timeline. */
struct track {
   uint64_t live_bytes;
   size_t changed_at; /* a position */
};

/* Tells of what a group held behind its last change. */
static void tell(const struct track *t, size_t group,
                 const struct leak_visitor *v)
{
   const struct leak_point point = {group, t->changed_at - 1, t->live_bytes};
   if (t->changed_at > 0)
      v->see(v->context, &point);
}

void query_leaks_each(const struct leaks *l, const struct profile *p,
                      size_t n_groups, struct leak_visitor visitor)
{
   struct arena *a = arena_new();
   struct track *tracks = arena_array(a, n_groups, sizeof *tracks);
   for (size_t i = 0; i < p->n_inherited; i++) {
      const uint32_t number = l->group_of[p->context_of[p->inherited[i].node]];
      if (number == 0 || number > n_groups)
         continue;
      tracks[number - 1].live_bytes += p->inherited[i].live.bytes;
      tracks[number - 1].changed_at = 1;
   }
   for (size_t i = 0; i < p->n_snapshots; i++) {
      struct delta_cursor c = profile_deltas(p, i);
      struct delta d;
      while (deltas_next(&c, &d)) {
         const uint32_t number = l->group_of[p->context_of[d.node]];
         if (number == 0 || number > n_groups)
            continue;
         struct track *t = &tracks[number - 1];
         if (t->changed_at != i + 1) {
            tell(t, number - 1, &visitor);
            t->changed_at = i + 1;
         }
         t->live_bytes += d.allocated.bytes - d.freed.bytes;
      }
   }
   for (size_t i = 0; i < n_groups; i++)
      tell(&tracks[i], i, &visitor);
   arena_free(a);
}

const uint32_t *query_leaks_largest(struct arena *a, const struct leaks *l,
                                    const struct profile *p)
{
   uint64_t *most = arena_array(a, l->n_groups, sizeof most[0]);
   uint32_t *largest = arena_array(a, l->n_groups, sizeof largest[0]);

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t c = p->context_of[node];
      const uint32_t group = l->group_of[c];

      if (group > 0 && p->sums[c].end.bytes > most[group - 1]) {
         most[group - 1] = p->sums[c].end.bytes;
         largest[group - 1] = node;
      }
   }
   return largest;
}
