/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots to columns: a snapshot's heap holds until the next one, and the
   interval's own maximum is put where it was. */
#include "query/graph.h"

#include <string.h>

#include "base/arena.h"
#include "query/options.h"
#include "query/window.h"

/* When a run is short and its allocations are squeezed, they are counted. */
static const struct {
   uint64_t short_superblocks; /* about what a dynamic loader, a runtime and
                                  a small program's work take together */
   unsigned inner_pct;         /* of the calls: the first and last of them say
                                  little about where the bulk lies */
   unsigned squeezed_pct;      /* of the axis */
} squeeze = {3000000, 90, 25};

/* When a program mostly waited: for so much of the time. */
static const struct {
   uint64_t least_ms; /* less is soon over on any axis, and reading its files
                         from a disk looks like it */
   unsigned pct;      /* of the time */
   unsigned superblocks_per_ms; /* of a file that does not say how long it
                                   waited: it did when fewer were executed.
                                   Valgrind executes thousands in a ms, and
                                   hundreds of those that it has to translate
                                   first */
} waiting = {1000, 50, 100};

size_t graph_column_of(uint64_t x, uint64_t x_max, size_t n_columns)
{
   if (x >= x_max)
      return n_columns - 1;
   size_t column = (size_t)((double)x / (double)x_max * (double)n_columns);
   return column < n_columns ? column : n_columns - 1;
}

/* Superblocks at the first snapshot that has `calls` calls behind it. */
static uint64_t superblocks_at(const struct profile *p, uint64_t calls)
{
   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].when.on[AXIS_CALLS] >= calls)
         return p->snapshots[i].when.on[AXIS_SUPERBLOCKS];
   }
   return 0;
}

/* True if the run is short and most of its allocations lie in a small part of
   its time: a start-up takes the rest. */
static bool is_squeezed(const struct profile *p)
{
   if (p->n_snapshots == 0)
      return false;
   const struct moment *end = &p->snapshots[p->n_snapshots - 1].when;
   uint64_t calls = end->on[AXIS_CALLS], time = end->on[AXIS_SUPERBLOCKS];
   if (calls < 2 || time > squeeze.short_superblocks)
      return false;
   uint64_t margin = calls * (100 - squeeze.inner_pct) / 200;
   uint64_t from = superblocks_at(p, margin + 1);
   uint64_t to = superblocks_at(p, calls - margin);
   return to < from || (to - from) * 100 < time * squeeze.squeezed_pct;
}

/* By how little was executed: a busy machine looks like it, too. */
static struct record_waited guess_waited(const struct profile *p)
{
   static const struct snapshot start;
   const struct snapshot *before = &start;
   uint64_t waited = 0;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const struct snapshot *s = &p->snapshots[i];
      uint64_t ms = s->when.on[AXIS_MS] - before->when.on[AXIS_MS];
      uint64_t work =
          s->when.on[AXIS_SUPERBLOCKS] - before->when.on[AXIS_SUPERBLOCKS];
      if (work / waiting.superblocks_per_ms < ms)
         waited += ms;
      before = s;
   }
   return (struct record_waited){before->when.on[AXIS_MS], waited};
}

static const struct profile *whole_of(const struct profile *p)
{
   return p->window ? p->window->whole : p;
}

bool query_graph_has_waited(const struct profile *p)
{
   p = whole_of(p);
   struct record_waited w = p->facts.waited;
   if (w.ms == 0)
      w = guess_waited(p);
   return w.ms >= waiting.least_ms && w.waited_ms >= w.ms / 100 * waiting.pct;
}

bool query_graph_waited(const struct options *o, const struct profile *p)
{
   p = whole_of(p);
   return o->axis == AXIS_AUTO && options_axis(o, p) == AXIS_SUPERBLOCKS &&
          query_graph_has_waited(p);
}

/* How squeezed the allocations are says nothing of other series. */
enum axis query_graph_axis(const struct options *o, const struct profile *p)
{
   p = whole_of(p);
   enum axis axis = options_axis(o, p);
   if (query_graph_waited(o, p))
      return AXIS_MS;
   if (o->axis == AXIS_AUTO && axis == AXIS_SUPERBLOCKS &&
       o->series == SERIES_HEAP && is_squeezed(p)) {
      return AXIS_CALLS;
   }
   return axis;
}

static void touch(struct graph *g, uint64_t x, uint64_t bytes)
{
   struct graph_column *c =
       &g->columns[graph_column_of(x, g->x_max, g->n_columns)];
   if (bytes < c->low)
      c->low = bytes;
   if (bytes > c->high)
      c->high = bytes;
}

/* The value at `x` on the straight line from (x0, y0) to (x1, y1). */
static uint64_t between(double x, double x0, double x1, uint64_t y0,
                        uint64_t y1)
{
   if (x1 <= x0)
      return y1;
   double share = (x - x0) / (x1 - x0);
   return (uint64_t)((double)y0 + ((double)y1 - (double)y0) * share);
}

/* Columns between two snapshots that hold none themselves: nothing happened
   there that the first snapshot does not show, except for the interval's
   maximum. */
static void bridge(struct graph *g, uint64_t x0, uint64_t x1, uint64_t bytes)
{
   size_t first = graph_column_of(x0, g->x_max, g->n_columns);
   size_t last = graph_column_of(x1, g->x_max, g->n_columns);
   for (size_t i = first + 1; i < last; i++)
      g->columns[i] = (struct graph_column){bytes, bytes, 0};
}

/* Where on the axis an interval's maximum lies: exactly on the clock that it
   was read from, in proportion on the others. */
static uint64_t place_of_max(enum axis axis, const struct snapshot *from,
                             const struct snapshot *to)
{
   if (axis == AXIS_SUPERBLOCKS)
      return to->max_superblocks;
   return between((double)to->max_superblocks,
                  (double)from->when.on[AXIS_SUPERBLOCKS],
                  (double)to->when.on[AXIS_SUPERBLOCKS], from->when.on[axis],
                  to->when.on[axis]);
}

/* What a series was at a snapshot, and the most since the one before. */
struct level {
   uint64_t now, highest;
};

static struct level level_of(const struct snapshot *s, enum series series)
{
   switch (series) {
   case SERIES_PAGES: return (struct level){s->pages_bytes, s->max_pages_bytes};
   case SERIES_STACKS:
      return (struct level){s->stack_bytes, s->max_stack_bytes};
   case SERIES_SUM: return (struct level){s->sum_bytes, s->max_sum_bytes};
   default: return (struct level){s->heap.bytes, s->max_heap_bytes};
   }
}

/* Only of the heap's highest it is known when it was.  Of the others it is
   drawn in the middle of its interval, unless it is the peak, which is drawn
   where it was. */
static void touch_highest(struct graph *g, const struct profile *p,
                          const struct snapshot *const interval[2],
                          enum series series)
{
   const struct snapshot *from = interval[0], *to = interval[1];
   uint64_t highest = level_of(to, series).highest;
   uint64_t begin = from->when.on[g->axis];
   if (series == SERIES_HEAP)
      touch(g, place_of_max(g->axis, from, to), highest);
   else if (highest != p->facts.peaks[series].bytes)
      touch(g, begin + (to->when.on[g->axis] - begin) / 2, highest);
}

/* What there is before the first snapshot: nothing, or what a window or a
   forked process began with. */
static struct snapshot start_of(const struct profile *p)
{
   struct snapshot start = {.heap = {0, 0}};
   if (p->window && p->window->from > 0)
      start = p->window->whole->snapshots[p->window->from - 1];
   memset(&start.when, 0, sizeof start.when);
   start.heap = (struct usage){0, 0};
   for (size_t i = 0; i < p->n_inherited; i++)
      usage_add(&start.heap, p->inherited[i].live);
   return start;
}

static void draw_snapshots(struct graph *g, const struct profile *p,
                           enum series series)
{
   const struct snapshot start = start_of(p);
   const struct snapshot *before = &start;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const struct snapshot *s = &p->snapshots[i];
      uint64_t x0 = before->when.on[g->axis], x1 = s->when.on[g->axis];
      struct level level = level_of(s, series);
      if (x1 > x0)
         bridge(g, x0, x1, level_of(before, series).now);
      if (i == 0 && level_of(before, series).now > 0)
         touch(g, x0, level_of(before, series).now);
      touch(g, x1, level.now);
      if (level.highest > level.now)
         touch_highest(g, p, (const struct snapshot *[]){before, s}, series);
      before = s;
   }
}

/* What is beside the heap in the series; NULL: nothing is. */
static const char *beside_of(const struct profile *p, enum series series)
{
   const bool is_sum = series == SERIES_HEAP
                           ? p->first_mapped > 0 && p->has_heap
                           : series == SERIES_SUM && p->first_mapped == 0;

   if (!is_sum)
      return NULL;
   return profile_highest(p, SERIES_STACKS) == 0  ? "mapped pages"
          : profile_highest(p, SERIES_PAGES) == 0 ? "stacks"
                                                  : "mapped pages and stacks";
}

/* The heap at the snapshot behind one at which it was `before`. */
static uint64_t heap_at(const struct profile *p, size_t index, uint64_t before)
{
   struct delta_cursor cursor = profile_deltas(p, index);
   struct delta d;

   if (p->first_mapped == 0)
      return p->snapshots[index].heap.bytes;
   while (deltas_next(&cursor, &d)) {
      if (!profile_is_mapped(p, d.node))
         before += d.allocated.bytes - d.freed.bytes;
   }
   return before;
}

static uint64_t heap_at_start(const struct profile *p)
{
   uint64_t bytes = 0;

   for (size_t i = 0; i < p->n_inherited; i++) {
      if (!profile_is_mapped(p, p->inherited[i].node))
         bytes += p->inherited[i].live.bytes;
   }
   return bytes;
}

/* Of each column the least that the heap was at a snapshot; between snapshots
   it may have been less, and so may the sum. */
static void draw_heap(struct graph *g, struct arena *a, const struct profile *p)
{
   struct graph heap = *g;
   uint64_t before = heap_at_start(p), x0 = 0;

   heap.columns = arena_array(a, g->n_columns, sizeof heap.columns[0]);
   for (size_t i = 0; i < g->n_columns; i++)
      heap.columns[i].low = UINT64_MAX;
   touch(&heap, x0, before);
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const uint64_t x1 = p->snapshots[i].when.on[g->axis];

      bridge(&heap, x0, x1, before);
      before = heap_at(p, i, before);
      touch(&heap, x1, before);
      x0 = x1;
   }
   for (size_t i = 0; i < g->n_columns; i++) {
      const uint64_t low = g->columns[i].low;

      g->columns[i].heap =
          heap.columns[i].low < low ? heap.columns[i].low : low;
   }
}

/* The peak of the series, exact where it was recorded. */
static void draw_peak(struct graph *g, const struct profile *p,
                      enum series series)
{
   const struct other_peak *other = &p->facts.peaks[series];
   const struct moment *when =
       series == SERIES_HEAP ? &p->peak.when : &other->when;
   uint64_t bytes = series == SERIES_HEAP ? p->peak.heap.bytes : other->bytes;
   if (!(series == SERIES_HEAP ? p->peak.known : other->known))
      return;
   touch(g, when->on[g->axis], bytes);
   g->peak_bytes = bytes;
   g->peak_column = graph_column_of(when->on[g->axis], g->x_max, g->n_columns);
}

struct graph *query_graph(struct arena *a, const struct profile *p,
                          struct graph_of what, size_t n_columns)
{
   struct graph *g = arena_alloc(a, sizeof *g);
   g->axis = what.axis;
   g->n_columns = n_columns;
   g->columns = arena_array(a, n_columns, sizeof *g->columns);
   for (size_t i = 0; i < n_columns; i++)
      g->columns[i].low = UINT64_MAX;
   if (p->n_snapshots > 0) {
      const struct snapshot *last = &p->snapshots[p->n_snapshots - 1];
      g->x_max = last->when.on[what.axis];
      g->end_bytes = level_of(last, what.series).now;
   }
   draw_snapshots(g, p, what.series);
   draw_peak(g, p, what.series);
   for (size_t i = 0; i < n_columns; i++) {
      if (g->columns[i].low == UINT64_MAX)
         g->columns[i].low = 0;
      if (g->columns[i].high > g->y_max)
         g->y_max = g->columns[i].high;
   }
   g->beside = beside_of(p, what.series);
   if (g->beside)
      draw_heap(g, a, p);
   return g;
}

static void raise_to(uint64_t *value, uint64_t other)
{
   if (other > *value)
      *value = other;
}

/* What is touched stays so behind a snapshot; what is in use was so before
   it. */
bool query_graph_use(struct arena *a, const struct profile *p,
                     const struct graph *g, struct graph_use *to)
{
   uint64_t *touched = arena_array(a, g->n_columns, sizeof touched[0]);
   uint64_t *in_use = arena_array(a, g->n_columns, sizeof in_use[0]);
   size_t from = 0;
   uint64_t before = start_of(p).first_touched_bytes;

   if (p->n_snapshots == 0 || !p->snapshots[p->n_snapshots - 1].has_use)
      return false;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const struct snapshot *s = &p->snapshots[i];
      const size_t column =
          graph_column_of(s->when.on[g->axis], g->x_max, g->n_columns);

      for (size_t k = from; k <= column; k++) {
         raise_to(&touched[k], before);
         raise_to(&in_use[k], s->in_use_bytes);
      }
      raise_to(&touched[column], s->first_touched_bytes);
      before = s->first_touched_bytes;
      from = column;
   }
   *to = (struct graph_use){touched, in_use};
   return true;
}
