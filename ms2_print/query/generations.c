/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of each part of a group's life survives. */
#include "query/generations.h"

#include "base/arena.h"

/* What is known of the births of a context's live blocks. */
enum births {
   BIRTHS_NONE,    /* nothing is live */
   BIRTHS_ALL,     /* nothing has ended: all that was born lives */
   BIRTHS_WRITTEN, /* the profile says it */
   BIRTHS_UNKNOWN
};

struct work {
   const struct generations_question *question;
   struct generations *groups;
   uint8_t *births;  /* by context */
   uint8_t *current; /* by group: the generation of the position at hand */
};

static uint64_t clock_at(const struct profile *p, enum axis axis,
                         size_t position)
{
   return position == 0 ? 0 : p->snapshots[position - 1].when.on[axis];
}

/* The part of what is between two positions on a clock, from 0 to 1. */
static double part_of(const struct profile *p, enum axis axis,
                      struct snapshot_range life, size_t position)
{
   const double begin = (double)clock_at(p, axis, life.from);
   const double end = (double)clock_at(p, axis, life.to);
   const double now = (double)clock_at(p, axis, position);

   return end > begin ? (now - begin) / (end - begin) : 1.0;
}

/* The part of a life's work that was done at a position. */
static double work_done(const struct generations_question *q,
                        struct snapshot_range life, size_t position)
{
   return (part_of(q->profile, q->axis, life, position) +
           part_of(q->profile, AXIS_CALLS, life, position)) /
          2;
}

/* The last position at which no more than this part of the work is done. */
static size_t find_until(const struct generations_question *q,
                         struct snapshot_range life, double part)
{
   size_t least = life.from, most = life.to;

   while (least < most) {
      const size_t middle = least + (most - least + 1) / 2;

      if (work_done(q, life, middle) <= part)
         least = middle;
      else
         most = middle - 1;
   }
   return least;
}

/* A snapshot that is no earlier than a bound ends the generation before: its
   blocks were born up to it.  The last generation ends with the run. */
static void cut_life(const struct generations_question *q,
                     struct snapshot_range life, struct generations *g)
{
   for (size_t i = 0; i < GENERATIONS; i++) {
      g->of[i].until = i + 1 < GENERATIONS
                           ? find_until(q, life, (double)(i + 1) / GENERATIONS)
                           : q->profile->n_snapshots;
   }
}

static enum births births_of(const struct profile *p, uint32_t node)
{
   const struct context_totals t = profile_totals(p, node);
   const size_t i = facts_survivors_from(&p->facts, node);

   if (usage_is_zero(t.end))
      return BIRTHS_NONE;
   if (usage_is_zero(t.freed))
      return BIRTHS_ALL;
   return i < p->facts.survivors.n && p->facts.survivors.rows[i].node == node
              ? BIRTHS_WRITTEN
              : BIRTHS_UNKNOWN;
}

static void find_births(struct work *w)
{
   const struct generations_question *q = w->question;

   for (uint32_t node = 0; node < q->profile->n_nodes; node++) {
      const uint32_t c = q->profile->context_of[node];

      if (c == 0 || q->group_of[c] == 0)
         continue;
      w->births[c] = births_of(q->profile, node);
      if (w->births[c] == BIRTHS_UNKNOWN)
         w->groups[q->group_of[c] - 1].known = false;
   }
}

/* The generation of a group to which what happened up to a position belongs,
   where positions are asked for in their order. */
static struct generation *generation_at(struct work *w, uint32_t number,
                                        size_t position)
{
   struct generations *g = &w->groups[number - 1];
   uint8_t *current = &w->current[number - 1];

   while (*current + 1 < GENERATIONS && g->of[*current].until < position)
      ++*current;
   return &g->of[*current];
}

static void add_births(struct work *w, size_t position)
{
   const struct generations_question *q = w->question;
   struct delta_cursor c = profile_deltas(q->profile, position - 1);
   struct delta d;

   while (deltas_next(&c, &d)) {
      const uint32_t context = q->profile->context_of[d.node];
      const uint32_t number = q->group_of[context];

      if (number == 0 || usage_is_zero(d.allocated))
         continue;
      struct generation *g = generation_at(w, number, position);
      usage_add(&g->born, d.allocated);
      if (w->births[context] == BIRTHS_ALL)
         usage_add(&g->alive, d.allocated);
   }
}

/* A context's are in the order of snapshots, but a group has many. */
static void add_survivors(struct work *w)
{
   const struct generations_question *q = w->question;
   const struct survivors_look *look = &q->profile->facts.survivors;

   for (size_t i = 0; i < look->n; i++) {
      const struct survivors *s = &look->rows[i];
      const uint32_t number = q->group_of[q->profile->context_of[s->node]];

      if (number == 0)
         continue;
      if (i == 0 || look->rows[i - 1].node != s->node)
         w->current[number - 1] = 0;
      if (s->snapshot == 0)
         continue;
      usage_add(&generation_at(w, number, s->snapshot)->alive, s->live);
   }
}

struct generations *query_generations(struct arena *a,
                                      const struct generations_question *q)
{
   struct generations *groups = arena_array(a, q->n_groups, sizeof groups[0]);
   struct work w = {q, groups,
                    arena_array(a, q->profile->n_contexts, sizeof(uint8_t)),
                    arena_array(a, q->n_groups, sizeof(uint8_t))};

   for (size_t i = 0; i < q->n_groups; i++) {
      groups[i].known = true;
      cut_life(q, q->lives[i], &groups[i]);
   }
   find_births(&w);
   for (size_t position = 1; position <= q->profile->n_snapshots; position++)
      add_births(&w, position);
   add_survivors(&w);
   return groups;
}
