/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdicts on groups of contexts, and their order. */
#include "query/leaks.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"
#include "query/leak_gather.h"
#include "query/leak_judge.h"
#include "query/stacks.h"

/* A group without a suspicion is worth a word if it has so many blocks and
   bytes. */
#define SILENT_BLOCKS 100
#define SILENT_BYTES 4096

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
                          const struct leak_gathering *all,
                          const struct stacks *stacks, const struct profile *p)
{
   uint32_t *numbers = arena_array(a, all->n + 1u, sizeof *numbers);
   for (size_t i = 0; i < l->n_groups; i++)
      numbers[leak_gather_number(stacks, &l->groups[i]) + 1] = (uint32_t)i + 1;
   for (uint32_t i = 0; i < p->n_contexts; i++)
      all->group_of[i] = numbers[all->group_of[i]];
   l->group_of = all->group_of;
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
                                const struct leak_gather *gather)
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
                      const struct stacks *stacks, struct leak_gather *gather)
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

/* What each group held, over its life. */
static void read_courses(struct arena *a, const struct profile *p,
                         struct leak_gathering *all)
{
   struct context_sums *sums = arena_array(a, all->n, sizeof sums[0]);
   const struct leak_courses_question q = {p, all->group_of, all->n, sums};

   for (uint32_t i = 0; i < all->n; i++) {
      const struct leak_group *g = &all->groups[i].group;

      sums[i] = (struct context_sums){g->allocated, g->end};
   }
   const struct leak_course *courses = query_leak_courses(a, &q);
   for (uint32_t i = 0; i < all->n; i++) {
      struct leak_group *g = &all->groups[i].group;

      g->course = &courses[i];
      if (courses[i].max_bytes > g->max_bytes)
         g->max_bytes = courses[i].max_bytes;
   }
}

/* Which generations survive is asked of groups of which something is left. */
static void read_lives(struct arena *a, const struct profile *p,
                       struct leak_gathering *all)
{
   struct arena *scratch = arena_new();
   uint32_t *numbers = arena_array(scratch, all->n + 1u, sizeof numbers[0]);
   uint32_t *group_of = arena_array(scratch, p->n_contexts, sizeof group_of[0]);
   struct snapshot_range *ages = arena_array(scratch, all->n, sizeof ages[0]);
   struct generations_question q = {.profile = p,
                                    .group_of = group_of,
                                    .lives = ages,
                                    .axis = leak_course_clock(p)};

   for (uint32_t i = 0; i < all->n; i++) {
      const struct leak_group *g = &all->groups[i].group;

      if (g->end.bytes > 0) {
         ages[q.n_groups] =
             (struct snapshot_range){g->course->first, g->course->last_growth};
         numbers[i + 1] = (uint32_t)++q.n_groups;
      }
   }
   for (uint32_t c = 0; c < p->n_contexts; c++)
      group_of[c] = numbers[all->group_of[c]];
   const struct generations *lives = query_generations(a, &q);
   for (uint32_t i = 0; i < all->n; i++) {
      struct leak_group *g = &all->groups[i].group;

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
   struct leak_gathering *all;
};

static struct leak_proof *find_proof(void *context, uint32_t node)
{
   const struct proof_search *s = context;
   const uint32_t number = s->all->group_of[s->profile->context_of[node]];

   return number > 0 ? &s->all->groups[number - 1].group.proof : NULL;
}

/* What was lost or held at the end, if anybody searched. */
static void read_proofs(struct arena *a, struct stacks *stacks, struct leaks *l,
                        struct leak_gathering *all)
{
   const struct leak_proofs *proofs = leak_proofs_new(a, stacks);
   struct proof_search s = {stacks_profile(stacks), all};

   if (!proofs)
      return;
   l->was_searched = true;
   leak_proofs_add(proofs, (struct leak_proof_of){find_proof, &s});
   for (uint32_t i = 0; i < all->n; i++) {
      struct leak_group *g = &all->groups[i].group;

      leak_proofs_complete(proofs, a, g->site, &g->proof);
      usage_add(&l->lost, g->proof.by_loss[LOSS_definitely]);
      usage_add(&l->lost, g->proof.by_loss[LOSS_indirectly]);
   }
}

struct leaks *query_leaks(struct arena *a, struct stacks *stacks,
                          const struct profile *p)
{
   struct leaks *l = arena_alloc(a, sizeof *l);
   l->known = p->n_snapshots > 0 && p->kind != PROFILE_MASSIF;
   struct leak_gathering all = leak_gather(a, stacks, p);
   struct ranked *ranked = arena_array(a, all.n, sizeof *ranked);
   size_t n = 0;
   read_courses(a, p, &all);
   read_lives(a, p, &all);
   read_proofs(a, stacks, l, &all);
   leak_gather_alike(&all, p);
   for (uint32_t i = 0; i < all.n; i++)
      usage_add(&l->at_end, all.groups[i].group.end);
   for (uint32_t i = 0; i < all.n; i++) {
      if (all.groups[i].any && judge_for(p, l, stacks, &all.groups[i]))
         ranked[n++] = (struct ranked){all.groups[i].group, stacks};
   }
   rank(a, l, ranked, n);
   number_groups(a, l, &all, stacks, p);
   l->silent = find_silent(l);
   return l;
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
