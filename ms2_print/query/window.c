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
   struct usage *before;      /* by context: at the window's start */
   struct context_sums *sums; /* what was allocated, what is live */
   size_t highest;            /* the position with most */
};

static struct usage least_of(struct usage a, struct usage b)
{
   return (struct usage){a.bytes < b.bytes ? a.bytes : b.bytes,
                         a.blocks < b.blocks ? a.blocks : b.blocks};
}

static struct usage most_of(struct usage a, struct usage b)
{
   return (struct usage){a.bytes > b.bytes ? a.bytes : b.bytes,
                         a.blocks > b.blocks ? a.blocks : b.blocks};
}

static struct usage *new_usages(const struct profile *p, struct arena *a)
{
   return arena_array(a, p->n_contexts, sizeof(struct usage));
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
   /* Pages of those that come later are not touched. */
   for (uint32_t i = 0; i < p->n_contexts; i++) {
      if (!usage_is_zero(w->before[i]))
         w->sums[i].end = w->before[i];
   }
}

static void pass_snapshot(const struct work *w, size_t index)
{
   struct delta_cursor cursor = profile_deltas(w->whole, index);
   struct delta d;

   while (deltas_next(&cursor, &d)) {
      struct context_sums *sums = &w->sums[w->whole->context_of[d.node]];

      usage_add(&sums->end, usage_minus(d.allocated, d.freed));
      usage_add(&sums->allocated, d.allocated);
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

/* Snapshot by snapshot, by context.  A context can change more than once in a
   list: the least is taken when all of it is there. */
static void find_least(const struct profile *part, struct usage *least)
{
   const struct window *window = part->window;
   const struct profile *p = window->whole;
   struct arena *scratch = arena_new();
   struct usage *live = new_usages(p, scratch);
   struct delta d;

   memcpy(live, part->held, p->n_contexts * sizeof live[0]);
   memcpy(least, part->held, p->n_contexts * sizeof least[0]);
   for (size_t i = window->from; i < window->to; i++) {
      struct delta_cursor cursor = profile_deltas(p, i);

      while (deltas_next(&cursor, &d)) {
         usage_add(&live[p->context_of[d.node]],
                   usage_minus(d.allocated, d.freed));
      }
      cursor = profile_deltas(p, i);
      while (deltas_next(&cursor, &d)) {
         const uint32_t c = p->context_of[d.node];

         least[c] = least_of(least[c], live[c]);
      }
   }
   arena_free(scratch);
}

/* A context's blocks by their birth, in a look. */
struct births {
   uint32_t node;
   struct usage old, in; /* of before the window, of it */
};

/* Takes the rows of one node; false behind the last. */
static bool next_births(const struct window *w,
                        const struct survivors_look *look, size_t *at,
                        struct births *b)
{
   if (*at == look->n)
      return false;
   *b = (struct births){.node = look->rows[*at].node};
   for (; *at < look->n && look->rows[*at].node == b->node; ++*at) {
      const struct survivors *s = &look->rows[*at];

      if (s->snapshot <= w->from)
         usage_add(&b->old, s->live);
      else if (s->snapshot <= w->to)
         usage_add(&b->in, s->live);
   }
   return true;
}

/* Of what is old at a look no more can be left later, and of what is new at a
   later one no less was there before. */
static void narrow_by(const struct profile *part,
                      const struct survivors_look *look, struct usage *kept,
                      struct usage *most)
{
   const struct window *w = part->window;
   const bool is_before_end = look->as_of + 1 < w->to;
   struct births b;

   for (size_t i = 0; next_births(w, look, &i, &b);) {
      const uint32_t c = w->whole->context_of[b.node];
      const struct usage end = part->sums[c].end;

      if (is_before_end) {
         kept[c] = most_of(kept[c], usage_minus(end, least_of(end, b.old)));
         continue;
      }
      kept[c] = most_of(kept[c], b.in);
      if (most)
         most[c] = least_of(most[c], usage_minus(end, b.old));
   }
}

void window_bounds(const struct profile *part, struct usage *kept,
                   struct usage *most)
{
   const struct window *w = part->window;
   const struct facts *f = &w->whole->facts;
   const struct context_sums *sums = part->sums;

   find_least(part, kept);
   for (uint32_t i = 0; i < part->n_contexts; i++) {
      kept[i] = usage_minus(sums[i].end, kept[i]);
      if (most)
         most[i] = least_of(sums[i].end, sums[i].allocated);
   }
   for (size_t i = 0; i < f->n_looks; i++) {
      if (f->looks[i].as_of >= w->from)
         narrow_by(part, &f->looks[i], kept, most);
   }
}

struct usage window_held(const struct profile *part, uint32_t context,
                         struct usage kept)
{
   return usage_minus(part->sums[context].end, kept);
}

static void set_bounds(const struct work *w)
{
   struct window *window = w->window;
   struct usage *kept = new_usages(w->whole, w->scratch);
   struct usage *most = new_usages(w->whole, w->scratch);

   window_bounds(w->part, kept, most);
   for (uint32_t i = 0; i < w->whole->n_contexts; i++) {
      usage_add(&window->kept_sum, kept[i]);
      usage_add(&window->held_sum, window_held(w->part, i, kept[i]));
      usage_add(&window->kept_most, most[i]);
      usage_add(&window->freed, usage_minus(w->before[i], w->sums[i].end));
      usage_add(&window->freed, w->sums[i].allocated);
   }
}

/* Of a context of which something lives and something has ended, only a look
   tells when it was born.  Returns whether all is known. */
static bool find_left(const struct profile *part, struct usage *left)
{
   const struct profile *p = part->window->whole;
   const struct survivors_look *look = &p->facts.survivors;
   struct arena *scratch = arena_new();
   bool *is_known = arena_array(scratch, p->n_contexts, sizeof is_known[0]);
   bool knows_all = p->has_blocks;
   struct births b;

   for (size_t i = 0; look->as_of + 1 == p->n_snapshots &&
                      next_births(part->window, look, &i, &b);) {
      left[p->context_of[b.node]] = b.in;
      is_known[p->context_of[b.node]] = true;
   }
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];
      const struct context_totals t = profile_totals(p, i);

      if (c == 0 || is_known[c])
         continue;
      if (usage_is_zero(t.freed))
         left[c] = part->sums[c].allocated;
      else if (!usage_is_zero(t.end))
         knows_all = false;
   }
   arena_free(scratch);
   return knows_all;
}

const struct usage *window_left(struct arena *a, const struct profile *part)
{
   struct usage *left = new_usages(part, a);

   if (part->window->to < part->window->whole->n_snapshots)
      find_left(part, left);
   else
      window_bounds(part, left, NULL);
   return left;
}

static void set_left(const struct work *w)
{
   struct window *window = w->window;

   if (window->to == w->whole->n_snapshots) {
      window->left_sum = window->kept_sum;
      window->knows_left = usage_equal(window->kept_sum, window->kept_most);
      return;
   }
   struct usage *left = new_usages(w->whole, w->scratch);
   window->knows_left = find_left(w->part, left);
   for (uint32_t i = 1; i < w->whole->n_contexts; i++)
      usage_add(&window->left_sum, left[i]);
}

/* Whether what lives of a context at a look has been there since the end of the
   window, but for what was born behind that: nothing of it was freed. */
static bool *find_untouched(const struct work *w,
                            const struct survivors_look *look)
{
   const struct profile *p = w->whole;
   bool *untouched = arena_array(w->scratch, p->n_nodes, sizeof untouched[0]);

   memset(untouched, true, p->n_nodes * sizeof untouched[0]);
   for (size_t i = w->window->to; i <= look->as_of; i++) {
      struct delta_cursor c = profile_deltas(p, i);
      struct delta d;

      while (deltas_next(&c, &d))
         untouched[d.node] &= usage_is_zero(d.freed);
   }
   return untouched;
}

/* The births of what lives at the end of the window, by its own snapshots, of
   contexts of which something was freed in it: of others they are known
   without. The first look from there on tells them. */
static void set_survivors(const struct work *w)
{
   const struct facts *f = &w->whole->facts;
   const size_t from = w->window->from, to = w->window->to;
   size_t first = 0, n = 0;

   while (first < f->n_looks && f->looks[first].as_of + 1 < to)
      first++;
   if (first == f->n_looks)
      return;
   const struct survivors_look *look = &f->looks[first];
   const bool *untouched = find_untouched(w, look);
   struct survivors *rows = arena_array(w->arena, look->n, sizeof rows[0]);
   for (size_t i = 0; i < look->n; i++) {
      const struct survivors *s = &look->rows[i];

      if (s->snapshot > to || !untouched[s->node] ||
          usage_is_zero(profile_totals(w->part, s->node).freed)) {
         continue;
      }
      rows[n] = *s;
      rows[n++].snapshot =
          s->snapshot > from ? (uint32_t)(s->snapshot - from) : 0;
   }
   w->part->facts.survivors = (struct survivors_look){to - from - 1, rows, n};
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
}

static void set_sums(const struct work *w)
{
   const struct profile *p = w->whole;
   struct profile *part = w->part;
   const struct usage *peaks = w->before;

   if (w->highest > w->window->from) {
      struct usage *live = new_usages(p, w->arena);

      profile_live_at(p, w->highest - 1, live);
      peaks = live;
   }
   part->total = part->end = part->peak.heap = (struct usage){0, 0};
   for (uint32_t i = 0; i < p->n_contexts; i++) {
      usage_add(&part->total, w->sums[i].allocated);
      usage_add(&part->end, w->sums[i].end);
      usage_add(&part->peak.heap, peaks[i]);
   }
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
   part->held = w.before = new_usages(p, a);
   part->sums = w.sums = arena_array(a, p->n_contexts, sizeof w.sums[0]);
   find_start(&w);
   pass_all(&w);
   w.scratch = arena_new();
   set_bounds(&w);
   set_left(&w);
   arena_free(w.scratch);
   set_snapshots(&w);
   set_inherited(&w);
   set_sums(&w);
   w.scratch = arena_new();
   set_survivors(&w);
   arena_free(w.scratch);
   return part;
}
