/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses snapshots that keep the shape of the whole. */
#include "query/thin.h"

#include <stdbool.h>

#include "base/arena.h"

/* The peak is the first moment at which the heap was so high, and each
   snapshot knows the highest heap since the one before. */
static size_t find_peak(const struct profile *p)
{
   for (size_t i = 0; p->peak.known && i < p->n_snapshots; i++) {
      if (p->snapshots[i].max_heap_bytes >= p->peak.heap.bytes)
         return i;
   }
   return p->n_snapshots;
}

/* One with a tree is worth more than one without. */
static bool is_higher(const struct snapshot *a, const struct snapshot *b)
{
   return a->has_tree != b->has_tree ? a->has_tree
                                     : a->heap.bytes > b->heap.bytes;
}

static void mark_stretch(const struct profile *p, size_t from, size_t to,
                         bool *keep)
{
   size_t highest = from;

   for (size_t i = from; i < to; i++) {
      if (is_higher(&p->snapshots[i], &p->snapshots[highest]))
         highest = i;
   }
   keep[highest] = true;
   keep[to - 1] = true;
}

static void mark(const struct profile *p, size_t peak, size_t most, bool *keep)
{
   const size_t n = p->n_snapshots, n_stretches = most / 2;

   for (size_t i = 0; i < n_stretches; i++)
      mark_stretch(p, i * n / n_stretches, (i + 1) * n / n_stretches, keep);
   for (size_t i = 0; i < 3; i++) {
      if (peak + i >= 1 && peak + i - 1 < n)
         keep[peak + i - 1] = true;
   }
   for (size_t i = 0; i < p->facts.n_marks; i++)
      keep[p->facts.marks[i].snapshot] = true;
   for (size_t i = 0; i < p->facts.n_searches; i++)
      keep[p->facts.searches[i].snapshot] = true;
}

struct thin *query_thin(struct arena *a, const struct profile *p, size_t most)
{
   struct thin *t = arena_alloc(a, sizeof *t);
   bool *keep = arena_array(a, p->n_snapshots, sizeof keep[0]);
   const size_t peak = find_peak(p);

   if (p->n_snapshots > most)
      mark(p, peak, most, keep);
   t->kept = arena_array(a, p->n_snapshots, sizeof t->kept[0]);
   t->peak = SIZE_MAX;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (!keep[i] && p->n_snapshots > most)
         continue;
      if (i >= peak && t->peak == SIZE_MAX)
         t->peak = t->n_kept;
      t->kept[t->n_kept++] = i;
   }
   if (t->peak > t->n_kept)
      t->peak = t->n_kept;
   return t;
}
