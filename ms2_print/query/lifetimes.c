/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long the blocks of each context lived. */
#include "query/lifetimes.h"

#include <string.h>

#include "base/arena.h"

/* Of one context, on the way through the snapshots. */
struct course {
   uint64_t n_live;
   double since; /* when it became so many */
   double area;  /* blocks alive, times how long */
};

enum axis query_lifetimes_axis(const struct profile *p)
{
   return strcmp(p->run.lifetime_unit, "instructions") == 0 ? AXIS_INSTRUCTIONS
                                                            : AXIS_SUPERBLOCKS;
}

static void go_on(struct course *c, double now, uint64_t n_live)
{
   if (now > c->since) {
      c->area += (double)c->n_live * (now - c->since);
      c->since = now;
   }
   c->n_live = n_live;
}

/* What changed between two snapshots did so in the middle between them, as far
   as anybody knows. */
static struct course *follow(struct arena *a, const struct profile *p)
{
   const enum axis axis = query_lifetimes_axis(p);
   struct course *courses = arena_array(a, p->n_contexts, sizeof courses[0]);
   double before = 0;

   for (size_t i = 0; i < p->n_inherited; i++) {
      courses[p->context_of[p->inherited[i].node]].n_live +=
          p->inherited[i].live.blocks;
   }
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const double now = (double)p->snapshots[i].when.on[axis];
      const double middle = (before + now) / 2;
      struct delta_cursor cursor = profile_deltas(p, i);
      struct delta d;

      while (deltas_next(&cursor, &d)) {
         struct course *c = &courses[p->context_of[d.node]];

         go_on(c, middle, c->n_live + d.allocated.blocks - d.freed.blocks);
      }
      before = now;
   }
   for (uint32_t i = 0; i < p->n_contexts; i++)
      go_on(&courses[i], before, courses[i].n_live);
   return courses;
}

/* None lives longer than the run. */
static uint64_t of_live(const struct course *c, uint64_t ended, uint64_t run)
{
   const double most = (double)c->n_live * (double)run;
   const double rest = c->area - (double)ended;

   return (uint64_t)(rest < 0 ? 0 : rest > most ? most : rest);
}

const uint64_t *query_lifetimes(struct arena *a, const struct profile *p)
{
   const enum axis axis = query_lifetimes_axis(p);
   struct arena *scratch = arena_new();
   const struct course *courses = follow(scratch, p);
   uint64_t *sums = arena_array(a, p->n_contexts, sizeof sums[0]);
   size_t next = 0;
   const uint64_t run =
       p->n_snapshots ? p->snapshots[p->n_snapshots - 1].when.on[axis] : 0;

   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t context = p->context_of[i];

      if (context == 0)
         continue;
      struct context_facts c;
      facts_context_next(&p->facts, &next, i, &c);
      sums[context] =
          c.lifetime_sum + of_live(&courses[context], c.lifetime_sum, run);
   }
   arena_free(scratch);
   return sums;
}
