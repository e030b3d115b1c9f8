/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The measures: what a context can be weighed by, one number each. */
#include "query/measure.h"

#include <string.h>

#include "base/arena.h"
#include "query/options.h"
#include "query/unused.h"
#include "query/window.h"

static uint64_t live_bytes(const struct profile *p, uint32_t node,
                           struct usage live)
{
   (void)p, (void)node;
   return live.bytes;
}

static uint64_t live_blocks(const struct profile *p, uint32_t node,
                            struct usage live)
{
   (void)p, (void)node;
   return live.blocks;
}

static uint64_t peak_bytes(const struct profile *p, uint32_t node,
                           struct usage live)
{
   (void)live;
   return profile_totals(p, node).peak.bytes;
}

static uint64_t peak_blocks(const struct profile *p, uint32_t node,
                            struct usage live)
{
   (void)live;
   return profile_totals(p, node).peak.blocks;
}

static uint64_t end_bytes(const struct profile *p, uint32_t node,
                          struct usage live)
{
   (void)live;
   return profile_totals(p, node).end.bytes;
}

static uint64_t end_blocks(const struct profile *p, uint32_t node,
                           struct usage live)
{
   (void)live;
   return profile_totals(p, node).end.blocks;
}

static uint64_t allocated(const struct profile *p, uint32_t node,
                          struct usage live)
{
   (void)live;
   return profile_totals(p, node).allocated.bytes;
}

static uint64_t calls(const struct profile *p, uint32_t node, struct usage live)
{
   (void)live;
   return profile_totals(p, node).allocated.blocks;
}

static struct context_facts facts_of(const struct profile *p, uint32_t node)
{
   struct context_facts c;

   facts_context_of(&p->facts, p->context_of[node], &c);
   return c;
}

static uint64_t short_lived_bytes(const struct profile *p, uint32_t node,
                                  struct usage live)
{
   (void)live;
   return facts_of(p, node).short_lived_bytes;
}

static uint64_t short_lived_blocks(const struct profile *p, uint32_t node,
                                   struct usage live)
{
   (void)live;
   return facts_of(p, node).short_lived_blocks;
}

static uint64_t realloc_blocks(const struct profile *p, uint32_t node,
                               struct usage live)
{
   (void)live;
   return facts_of(p, node).realloc_blocks;
}

static uint64_t mapped_at_peak(const struct profile *p, uint32_t node,
                               struct usage live)
{
   return profile_is_mapped(p, node) ? peak_bytes(p, node, live) : 0;
}

static uint64_t mapped_at_end(const struct profile *p, uint32_t node,
                              struct usage live)
{
   return profile_is_mapped(p, node) ? end_bytes(p, node, live) : 0;
}

static uint64_t in_use(const struct profile *p, uint32_t node,
                       struct usage live)
{
   const struct unused u = unused_of(p, node);

   (void)live;
   return unused_in_use(&u);
}

static uint64_t never_touched(const struct profile *p, uint32_t node,
                              struct usage live)
{
   (void)live;
   return unused_of(p, node).never_touched;
}

static uint64_t never_read(const struct profile *p, uint32_t node,
                           struct usage live)
{
   (void)live;
   return unused_of(p, node).never_read;
}

static uint64_t idle(const struct profile *p, uint32_t node, struct usage live)
{
   (void)live;
   return unused_of(p, node).idle;
}

static uint64_t of_no_context(const struct profile *p, uint32_t node,
                              struct usage live)
{
   (void)p, (void)node, (void)live;
   return 0;
}

#define COUNTED MEASURE_NEEDS_BLOCKS

const struct measure measures[] = {
    {"live", "bytes live at the moment of --at", MEASURE_BYTES, MEASURE_AT,
     live_bytes},
    {"live-blocks", "blocks live at the moment of --at", MEASURE_COUNT,
     MEASURE_AT | COUNTED, live_blocks},
    {"peak", "bytes live at the peak", MEASURE_BYTES, MEASURE_PLAIN,
     peak_bytes},
    {"peak-blocks", "blocks live at the peak", MEASURE_COUNT, COUNTED,
     peak_blocks},
    {"end", "bytes live at the end", MEASURE_BYTES, MEASURE_PLAIN, end_bytes},
    {"end-blocks", "blocks live at the end", MEASURE_COUNT, COUNTED,
     end_blocks},
    {"allocated", "bytes allocated over the run", MEASURE_BYTES, COUNTED,
     allocated},
    {"calls", "allocations over the run", MEASURE_COUNT, COUNTED, calls},
    {"short-lived", "bytes of blocks that were freed at once", MEASURE_BYTES,
     MEASURE_NEEDS_FACTS, short_lived_bytes},
    {"short-lived-blocks", "blocks that were freed at once", MEASURE_COUNT,
     MEASURE_NEEDS_FACTS, short_lived_blocks},
    {"realloc-blocks", "blocks that ended by realloc, not by free",
     MEASURE_COUNT, MEASURE_NEEDS_FACTS, realloc_blocks},
    {"mapped-peak", "of the bytes live at the peak, those of mapped pages",
     MEASURE_BYTES, MEASURE_NEEDS_MAPPED, mapped_at_peak},
    {"mapped-end", "of the bytes live at the end, those of mapped pages",
     MEASURE_BYTES, MEASURE_NEEDS_MAPPED, mapped_at_end},
    {"in-use", "bytes that were in use at the peak", MEASURE_BYTES,
     MEASURE_NEEDS_USE, in_use},
    {"never-touched", "bytes held at the peak and never touched", MEASURE_BYTES,
     MEASURE_NEEDS_USE, never_touched},
    {"never-read", "bytes held at the peak, written and never read",
     MEASURE_BYTES, MEASURE_NEEDS_USE, never_read},
    {"idle", "bytes idle at the peak: touched, but not of late", MEASURE_BYTES,
     MEASURE_NEEDS_USE, idle},
    {"owners", "bytes by who held them, at the end or --at", MEASURE_BYTES,
     MEASURE_OF_OWNERS, of_no_context},
};

const size_t n_measures = sizeof measures / sizeof measures[0];

const struct measure *measure_find(const char *name)
{
   for (size_t i = 0; i < n_measures; i++) {
      if (strcmp(measures[i].name, name) == 0)
         return &measures[i];
   }
   return NULL;
}

bool measure_is_known(const struct measure *m, const struct profile *p)
{
   if ((m->flags & MEASURE_NEEDS_FACTS) && p->facts.n_contexts == 0)
      return false;
   enum use_when when;

   if ((m->flags & MEASURE_NEEDS_USE) && !unused_is_known(p, &when))
      return false;
   if ((m->flags & MEASURE_NEEDS_MAPPED) && p->first_mapped == 0)
      return false;
   if ((m->flags & MEASURE_OF_OWNERS) && p->facts.n_searches == 0)
      return false;
   return p->has_blocks || !(m->flags & MEASURE_NEEDS_BLOCKS);
}

const char *measure_words(struct arena *a, const struct measure *m,
                          const struct options *o)
{
   const char *what = m->unit == MEASURE_BYTES ? "bytes" : "blocks";

   if (!(m->flags & MEASURE_AT))
      return m->summary;
   if (o->at == AT_KEPT) {
      return arena_printf(a, "%s allocated in the window and live at its end",
                          what);
   }
   if (o->at == AT_LEFT) {
      return arena_printf(
          a, "%s allocated in the window and live at the end of the run", what);
   }
   if (o->at == AT_HELD)
      return arena_printf(a, "%s live all through the window", what);
   if (o->at == AT_SNAPSHOT)
      return arena_printf(a, "%s live at snapshot %zu", what, o->at_snapshot);
   return arena_printf(a, "%s live at the %s", what,
                       o->at == AT_PEAK  ? "peak"
                       : o->at == AT_SUM ? "peak of heap, pages and stacks"
                                         : "end");
}

const struct usage *query_measure_live(struct arena *a, const struct profile *p,
                                       const struct options *o)
{
   if (o->at == AT_PEAK || (o->at == AT_SUM && p->has_heap))
      return p->peaks;
   if (o->at == AT_LEFT)
      return window_left(a, p);
   struct usage *live = arena_array(a, p->n_contexts, sizeof live[0]);
   if (o->at == AT_KEPT || o->at == AT_HELD) {
      window_bounds(p, live, NULL);
      for (uint32_t i = 0; o->at == AT_HELD && i < p->n_contexts; i++)
         live[i] = window_held(p, i, live[i]);
   } else if (o->at == AT_SNAPSHOT) {
      profile_live_at(p, o->at_snapshot, live);
   } else if (o->at == AT_SUM) {
      profile_live_at_peak(p, SERIES_SUM, live);
   } else {
      for (uint32_t i = 0; i < p->n_contexts; i++)
         live[i] = p->sums[i].end;
   }
   return live;
}

const uint64_t *query_measure(struct arena *a, const struct profile *p,
                              const struct options *o, const struct measure *m)
{
   struct arena *scratch = arena_new();
   const struct usage *live = query_measure_live(scratch, p, o);
   uint64_t *to = arena_array(a, p->n_contexts, sizeof to[0]);

   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];

      if (c > 0)
         to[c] = m->of(p, i, live[c]);
   }
   arena_free(scratch);
   return to;
}
