/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stretch of a run. */
#include "query/window.h"

#include <string.h>

#include "base/arena.h"

struct work {
   struct arena *arena;
   struct arena *scratch; /* of what the part does not keep */
   const struct profile *whole;
   struct profile *part;
   struct window *window;
   struct usage *before, *live, *least, *allocated; /* by context */
   size_t highest;                                  /* the position with most */
};

static struct usage least_of(struct usage a, struct usage b)
{
   return (struct usage){a.bytes < b.bytes ? a.bytes : b.bytes,
                         a.blocks < b.blocks ? a.blocks : b.blocks};
}

static struct usage *new_usages(const struct work *w, struct arena *a)
{
   return arena_array(a, w->whole->n_contexts, sizeof(struct usage));
}

static uint64_t heap_at(const struct work *w, size_t position)
{
   uint64_t sum = 0;

   if (position > 0)
      return w->whole->snapshots[position - 1].heap.bytes;
   for (uint32_t i = 0; i < w->whole->n_contexts; i++)
      sum += w->before[i].bytes;
   return sum;
}

static void find_start(const struct work *w)
{
   const struct profile *p = w->whole;

   if (w->window->from > 0) {
      profile_live_at(p, w->window->from - 1, w->before);
   } else {
      for (size_t i = 0; i < p->n_inherited; i++) {
         usage_add(&w->before[p->context_of[p->inherited[i].node]],
                   p->inherited[i].live);
      }
   }
   memcpy(w->live, w->before, p->n_contexts * sizeof w->live[0]);
   memcpy(w->least, w->before, p->n_contexts * sizeof w->least[0]);
}

/* A context can change more than once in a list: the least is taken when all of
   it is there. */
static void pass_snapshot(const struct work *w, size_t index)
{
   const uint32_t *context_of = w->whole->context_of;
   struct delta_cursor cursor = profile_deltas(w->whole, index);
   struct delta d;

   while (deltas_next(&cursor, &d)) {
      const uint32_t c = context_of[d.node];

      usage_add(&w->live[c], usage_minus(d.allocated, d.freed));
      usage_add(&w->allocated[c], d.allocated);
   }
   cursor = profile_deltas(w->whole, index);
   while (deltas_next(&cursor, &d)) {
      const uint32_t c = context_of[d.node];

      w->least[c] = least_of(w->least[c], w->live[c]);
   }
}

static void pass_all(struct work *w)
{
   uint64_t highest = heap_at(w, w->window->from);

   w->highest = w->window->from;
   for (size_t position = w->window->from + 1; position <= w->window->to;
        position++) {
      pass_snapshot(w, position - 1);
      if (heap_at(w, position) > highest) {
         highest = heap_at(w, position);
         w->highest = position;
      }
   }
}

static void set_bounds(const struct work *w)
{
   struct window *window = w->window;
   struct usage *kept = new_usages(w, w->arena);

   for (uint32_t i = 0; i < w->whole->n_contexts; i++) {
      kept[i] = usage_minus(w->live[i], w->least[i]);
      usage_add(&window->kept_sum, kept[i]);
      usage_add(&window->held_sum, w->least[i]);
      usage_add(&window->kept_most, least_of(w->live[i], w->allocated[i]));
      usage_add(&window->freed, usage_minus(w->before[i], w->live[i]));
      usage_add(&window->freed, w->allocated[i]);
   }
   window->kept = kept;
   window->held = w->least;
}

/* The moment `when`, as the window counts. */
static struct moment since_start(const struct work *w, struct moment when)
{
   for (int axis = 0; w->window->from > 0 && axis < AXIS_COUNT; axis++)
      when.on[axis] -= w->whole->snapshots[w->window->from - 1].when.on[axis];
   return when;
}

static uint64_t superblocks_since_start(const struct work *w, uint64_t n)
{
   const uint64_t start =
       w->window->from > 0
           ? w->whole->snapshots[w->window->from - 1].when.on[AXIS_SUPERBLOCKS]
           : 0;

   return n > start ? n - start : 0;
}

static void set_snapshots(const struct work *w)
{
   const size_t n = w->window->to - w->window->from;
   struct snapshot *all = arena_array(w->arena, n, sizeof all[0]);

   for (size_t i = 0; i < n; i++) {
      all[i] = w->whole->snapshots[w->window->from + i];
      all[i].when = since_start(w, all[i].when);
      all[i].max_superblocks =
          superblocks_since_start(w, all[i].max_superblocks);
   }
   w->part->snapshots = all;
   w->part->n_snapshots = n;
}

static void set_inherited(const struct work *w)
{
   const struct profile *p = w->whole;
   struct context_usage *list =
       arena_array(w->arena, p->n_contexts, sizeof list[0]);
   size_t n = 0;

   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];

      if (c > 0 && !usage_is_zero(w->before[c]))
         list[n++] = (struct context_usage){i, w->before[c]};
   }
   w->part->inherited = list;
   w->part->n_inherited = n;
   w->part->held = w->before;
}

static void set_sums(const struct work *w)
{
   const struct profile *p = w->whole;
   struct profile *part = w->part;
   struct context_sums *sums =
       arena_array(w->arena, p->n_contexts, sizeof sums[0]);
   const struct usage *peaks = w->before;

   if (w->highest > w->window->from) {
      struct usage *live = new_usages(w, w->arena);

      profile_live_at(p, w->highest - 1, live);
      peaks = live;
   }
   part->total = part->end = part->peak.heap = (struct usage){0, 0};
   for (uint32_t i = 0; i < p->n_contexts; i++) {
      sums[i] = (struct context_sums){w->allocated[i], w->live[i]};
      usage_add(&part->total, w->allocated[i]);
      usage_add(&part->end, w->live[i]);
      usage_add(&part->peak.heap, peaks[i]);
   }
   part->sums = sums;
   part->peaks = peaks;
   part->peak.when = since_start(
       w, w->highest > w->window->from ? p->snapshots[w->highest - 1].when
          : w->window->from > 0        ? p->snapshots[w->window->from - 1].when
                                       : (struct moment){{0}});
}

struct profile *window_new(struct arena *a, const struct profile *p,
                           struct snapshot_range range)
{
   struct profile *part = arena_alloc(a, sizeof *part);
   struct window *window = arena_alloc(a, sizeof *window);
   struct work w = {.arena = a, .whole = p, .part = part, .window = window};

   *part = *p;
   part->arena = a;
   part->heap = NULL; /* it is not of this part */
   part->window = window;
   part->finished = p->finished && range.to == p->n_snapshots;
   part->facts = (struct facts){.n_contexts = 0};
   window->whole = p;
   window->from = range.from;
   window->to = range.to;
   w.scratch = arena_new();
   w.before = new_usages(&w, a);
   w.live = new_usages(&w, w.scratch);
   w.least = new_usages(&w, a);
   w.allocated = new_usages(&w, w.scratch);
   find_start(&w);
   pass_all(&w);
   set_bounds(&w);
   set_snapshots(&w);
   set_inherited(&w);
   set_sums(&w);
   arena_free(w.scratch);
   return part;
}
