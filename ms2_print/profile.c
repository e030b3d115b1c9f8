/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loaded profile: the few operations that every query needs. */
#include "profile.h"

#include <assert.h>
#include <string.h>

#include "arena.h"

struct delta_cursor profile_deltas(const struct profile *p, size_t index)
{
   const struct snapshot *s = &p->snapshots[index];

   assert(index < p->n_snapshots && "the snapshot exists");
   return deltas_read(p->deltas, s->deltas, s->n_deltas);
}

/* Sums may wrap around on the way: what counts is where they end. */
static void move(struct usage *u, struct usage more, struct usage less)
{
   u->bytes += more.bytes - less.bytes;
   u->blocks += more.blocks - less.blocks;
}

static void move_forward(const struct profile *p, size_t index,
                         struct usage *live)
{
   struct delta_cursor c = profile_deltas(p, index);
   struct delta d;

   while (deltas_next(&c, &d))
      move(&live[d.node], d.allocated, d.freed);
}

static void move_back(const struct profile *p, size_t index, struct usage *live)
{
   struct delta_cursor c = profile_deltas(p, index);
   struct delta d;

   while (deltas_next(&c, &d))
      move(&live[d.node], d.freed, d.allocated);
}

void profile_live_at(const struct profile *p, size_t index, struct usage *live)
{
   if (index < p->n_snapshots / 2) {
      memset(live, 0, p->n_nodes * sizeof live[0]);
      for (size_t i = 0; i < p->n_inherited; i++)
         move(&live[p->inherited[i].node], p->inherited[i].live,
              (struct usage){0, 0});
      for (size_t i = 0; i <= index; i++)
         move_forward(p, i, live);
   } else {
      for (uint32_t i = 0; i < p->n_nodes; i++)
         live[i] = p->totals[i].end;
      for (size_t i = index + 1; i < p->n_snapshots; i++)
         move_back(p, i, live);
   }
}

void profile_live_move(const struct profile *p, struct snapshot_range range,
                       struct usage *live)
{
   assert(range.from <= range.to && "snapshots are passed in their order");
   for (size_t i = range.from + 1; i <= range.to; i++)
      move_forward(p, i, live);
}

void profile_live_at_peak(const struct profile *p, enum series series,
                          struct usage *live)
{
   const struct other_peak *peak = &p->facts.peaks[series];

   assert(peak->known && "the peak is known");
   profile_live_at(p, peak->snapshot, live);
   for (size_t i = 0; i < peak->n_heap_parts; i++)
      live[peak->heap_parts[i].node] = peak->heap_parts[i].live;
}

static uint64_t highest_of(const struct snapshot *s, enum series series)
{
   switch (series) {
   case SERIES_PAGES: return s->max_pages_bytes;
   case SERIES_STACKS: return s->max_stack_bytes;
   case SERIES_SUM: return s->max_sum_bytes;
   default: return s->max_heap_bytes;
   }
}

uint64_t profile_highest(const struct profile *p, enum series series)
{
   uint64_t highest = series == SERIES_HEAP ? p->peak.heap.bytes
                                            : p->facts.peaks[series].bytes;

   for (size_t i = 0; i < p->n_snapshots; i++) {
      const uint64_t here = highest_of(&p->snapshots[i], series);

      if (here > highest)
         highest = here;
   }
   return highest;
}

void profile_free(struct profile *p)
{
   if (p)
      arena_free(p->arena);
}
