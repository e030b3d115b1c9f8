/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loaded profile: the few operations that every query needs. */
#include "model/profile.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"

struct context_totals profile_totals(const struct profile *p, uint32_t node)
{
   const uint32_t c = p->context_of[node];
   struct context_totals t = {.allocated = p->sums[c].allocated,
                              .peak = p->peaks[c],
                              .end = p->sums[c].end};

   /* What was freed is what came and is no longer there; but changes between
      massif's trees are not what the program freed. */
   if (p->has_blocks) {
      t.freed = usage_minus(t.allocated, t.end);
      if (p->held)
         usage_add(&t.freed, p->held[c]);
   }
   return t;
}

const struct profile *profile_heap(const struct profile *p)
{
   return p->heap ? p->heap : p;
}

struct address *profile_copy_addresses(struct profile *p)
{
   struct address *copy = arena_array(p->arena, p->n_addresses, sizeof copy[0]);

   memcpy(copy, p->addresses, p->n_addresses * sizeof copy[0]);
   p->addresses = copy;
   return copy;
}

const char *profile_object_name(const struct profile *p, uint32_t object)
{
   const char *path = p->objects[object].path;
   const char *slash = strrchr(path, '/');

   if (p->run.called[0] && strcmp(path, p->run.exe) == 0)
      return p->run.called;
   return slash ? slash + 1 : path;
}

bool profile_is_mapped(const struct profile *p, uint32_t node)
{
   return p->first_mapped > 0 && node >= p->first_mapped;
}

bool profile_has_clock(const struct profile *p, enum axis axis)
{
   switch (p->kind) {
   case PROFILE_MASSIF: return axis == p->run.axis;
   case PROFILE_HEAPTRACK:
      return axis == AXIS_MS || axis == AXIS_BYTES || axis == AXIS_CALLS;
   case PROFILE_MS2: break;
   }
   return axis != AXIS_INSTRUCTIONS || p->has_instructions;
}

struct delta_cursor profile_deltas(const struct profile *p, size_t index)
{
   const struct snapshot *s = &p->snapshots[index];

   assert(index < p->n_snapshots && "the snapshot exists");
   return deltas_read(p->deltas, s->deltas, s->n_deltas);
}

struct delta_cursor profile_page_deltas(const struct profile *p, size_t index)
{
   const struct snapshot *s = &p->snapshots[index];

   assert(index < p->n_snapshots && "the snapshot exists");
   return deltas_read(p->page_deltas, s->pages, s->n_pages);
}

static void move_forward(const struct profile *p, size_t index,
                         struct usage *live)
{
   struct delta_cursor c = profile_deltas(p, index);
   struct delta d;

   while (deltas_next(&c, &d)) {
      usage_add(&live[p->context_of[d.node]],
                usage_minus(d.allocated, d.freed));
   }
}

static void move_back(const struct profile *p, size_t index, struct usage *live)
{
   struct delta_cursor c = profile_deltas(p, index);
   struct delta d;

   while (deltas_next(&c, &d)) {
      usage_add(&live[p->context_of[d.node]],
                usage_minus(d.freed, d.allocated));
   }
}

/* From zeros. */
static void move_from_start(const struct profile *p, size_t index,
                            struct usage *live)
{
   for (size_t i = 0; i < p->n_inherited; i++) {
      usage_add(&live[p->context_of[p->inherited[i].node]],
                p->inherited[i].live);
   }
   for (size_t i = 0; i <= index; i++)
      move_forward(p, i, live);
}

/* From what is live at the last snapshot. */
static void move_from_end(const struct profile *p, size_t index,
                          struct usage *live)
{
   for (size_t i = index + 1; i < p->n_snapshots; i++)
      move_back(p, i, live);
}

static bool is_near_start(const struct profile *p, size_t index)
{
   return index < p->n_snapshots / 2;
}

void profile_live_at(const struct profile *p, size_t index, struct usage *live)
{
   if (is_near_start(p, index)) {
      memset(live, 0, p->n_contexts * sizeof live[0]);
      move_from_start(p, index, live);
   } else {
      for (uint32_t i = 0; i < p->n_contexts; i++)
         live[i] = p->sums[i].end;
      move_from_end(p, index, live);
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
      live[p->context_of[peak->heap_parts[i].node]] = peak->heap_parts[i].live;
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
