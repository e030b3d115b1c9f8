/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile whose contexts are mapped pages and stacks as well. */
#include "query/memory.h"

#include <string.h>

#include "base/arena.h"

struct work {
   struct arena *arena;
   struct arena *scratch;
   struct profile *from;
   struct profile *to;
   bool has_heap;
   bool has_stacks;
   enum series series;   /* the sum of what is in it */
   uint32_t *of_node;    /* by node: the new one of what it mapped; 0: none */
   uint32_t stacks_node; /* 0: there are none */
   struct node *nodes;
   uint32_t *context_of;
   struct context_sums *sums;
   struct usage *peaks;
   uint32_t n_nodes, n_contexts;
};

static const char *const names[] = {[MEMORY_AUTO] = "auto",
                                    [MEMORY_HEAP] = "heap",
                                    [MEMORY_MAPPED] = "mapped",
                                    [MEMORY_ALL] = "all"};

const char *memory_name(enum memory m)
{
   return names[m];
}

const char *memory_word(const struct profile *p)
{
   if (p->first_mapped == 0)
      return "heap";
   return p->has_heap ? "memory" : "mapped pages";
}

static bool can_be_more(const struct profile *p)
{
   return p->kind == PROFILE_MS2 && p->has_series && !p->run.pages_as_heap;
}

enum memory memory_of(const struct profile *p)
{
   const bool is_much =
       profile_highest(p, SERIES_PAGES) >= MEMORY_LEAST_BYTES ||
       profile_highest(p, SERIES_STACKS) >= MEMORY_LEAST_BYTES;

   return can_be_more(p) && is_much ? MEMORY_ALL : MEMORY_HEAP;
}

/* The nodes. */

static uint32_t add_node(struct work *w, struct node node)
{
   const uint32_t number = w->n_nodes++;

   w->nodes[number] = node;
   w->context_of[number] = w->n_contexts++;
   return number;
}

/* An address of no object, for what has no code of its own. */
static uint32_t add_address(struct work *w, const char *function)
{
   struct profile *p = w->to;
   struct address *all =
       arena_array(w->arena, p->n_addresses + 1u, sizeof all[0]);
   struct frame *frame = arena_alloc(w->arena, sizeof *frame);

   *frame = (struct frame){function, "", "", 0, false};
   memcpy(all, p->addresses, p->n_addresses * sizeof all[0]);
   all[p->n_addresses] = (struct address){.n_frames = 1, .frames = frame};
   p->addresses = all;
   return p->n_addresses++;
}

static struct node node_named(struct work *w, const char *function)
{
   return (struct node){0, add_address(w, function) & INT32_MAX, 0};
}

/* Of several kinds a node makes one. */
static void add_mappers(struct work *w)
{
   const struct facts *f = &w->from->facts;

   w->of_node = arena_array(w->scratch, w->from->n_nodes, sizeof w->of_node[0]);
   for (size_t i = 0; i < f->n_mappers; i++) {
      const struct mapper *m = &f->mappers[i];

      if (!facts_page_kind_is_counted(m->kind) || w->of_node[m->node] > 0)
         continue;
      w->of_node[m->node] =
          add_node(w, m->node == 0 ? node_named(w, "(unknown code)")
                                   : w->from->nodes[m->node]);
   }
}

/* Both profiles share what is longer now: that of the heap alone sees the
   beginning. */
static const void *lengthen(const struct work *w, const void *items, size_t n,
                            size_t size)
{
   const size_t n_more = w->from->facts.n_mappers + 1;

   return arena_lengthen(w->arena, (void *)(uintptr_t)items, n, n_more, size);
}

static void share_nodes(struct work *w)
{
   struct profile *p = w->from;

   p->nodes = lengthen(w, p->nodes, p->n_nodes, sizeof p->nodes[0]);
   p->context_of =
       lengthen(w, p->context_of, p->n_nodes, sizeof p->context_of[0]);
   w->nodes = (struct node *)(uintptr_t)p->nodes;
   w->context_of = (uint32_t *)(uintptr_t)p->context_of;
   w->n_nodes = p->n_nodes;
   w->n_contexts = p->n_contexts;
}

static void share_sums(struct work *w)
{
   struct profile *p = w->from;

   if (!w->has_heap) {
      w->sums = arena_array(w->arena, w->n_contexts, sizeof w->sums[0]);
      return;
   }
   p->sums = lengthen(w, p->sums, p->n_contexts, sizeof p->sums[0]);
   w->sums = (struct context_sums *)(uintptr_t)p->sums;
}

static void add_nodes(struct work *w)
{
   share_nodes(w);
   add_mappers(w);
   if (w->has_stacks)
      w->stacks_node = add_node(w, node_named(w, "(stacks of all threads)"));
   w->to->nodes = w->nodes;
   w->to->context_of = w->context_of;
   w->to->n_nodes = w->n_nodes;
   w->to->n_contexts = w->n_contexts;
   share_sums(w);
   w->peaks = arena_array(w->arena, w->n_contexts, sizeof w->peaks[0]);
}

/* The changes of each snapshot. */

struct copy {
   struct work *work;
   struct deltas *deltas;
   struct usage now;
   size_t n; /* of the snapshot in hand */
};

static void add_delta(struct copy *c, const struct delta *d)
{
   deltas_add(c->deltas, d);
   usage_add(&c->now, usage_minus(d->allocated, d->freed));
   c->n++;
}

static void add_beside(struct copy *c, const struct delta *d)
{
   struct context_sums *sums = &c->work->sums[c->work->context_of[d->node]];

   add_delta(c, d);
   usage_add(&sums->allocated, d->allocated);
   usage_add(&sums->end, usage_minus(d->allocated, d->freed));
}

static void copy_heap(struct copy *c, size_t index)
{
   struct delta_cursor cursor = profile_deltas(c->work->from, index);
   struct delta d;

   while (c->work->has_heap && deltas_next(&cursor, &d))
      add_delta(c, &d);
}

static void copy_pages(struct copy *c, size_t index)
{
   struct delta_cursor cursor = profile_page_deltas(c->work->from, index);
   struct delta d;

   while (deltas_next(&cursor, &d)) {
      const struct mapper *m = &c->work->from->facts.mappers[d.node];

      d.node = c->work->of_node[m->node];
      if (facts_page_kind_is_counted(m->kind))
         add_beside(c, &d);
   }
}

/* Stacks are a level, so each change is one way. */
static void copy_stacks(struct copy *c, size_t index)
{
   const struct snapshot *s = &c->work->from->snapshots[index];
   const uint64_t before = index > 0 ? s[-1].stack_bytes : 0;
   struct delta d = {.node = c->work->stacks_node};

   if (c->work->stacks_node == 0 || s->stack_bytes == before)
      return;
   if (s->stack_bytes > before)
      d.allocated.bytes = s->stack_bytes - before;
   else
      d.freed.bytes = before - s->stack_bytes;
   add_beside(c, &d);
}

/* When the sum was highest between two snapshots is not recorded, but for its
   peak: the middle stands for it. */
static uint64_t when_highest(const struct work *w, size_t index)
{
   const struct other_peak *peak = &w->from->facts.peaks[w->series];
   const uint64_t to = w->from->snapshots[index].when.on[AXIS_SUPERBLOCKS];
   const uint64_t from =
       index > 0 ? w->from->snapshots[index - 1].when.on[AXIS_SUPERBLOCKS] : 0;
   const uint64_t at = peak->when.on[AXIS_SUPERBLOCKS];

   return peak->known && at >= from && at <= to ? at : from + (to - from) / 2;
}

static void copy_snapshots(struct work *w)
{
   const struct profile *p = w->from;
   struct snapshot *all = arena_array(w->arena, p->n_snapshots, sizeof all[0]);
   struct copy c = {w, deltas_new(w->arena), {0, 0}, 0};

   for (size_t i = 0; w->has_heap && i < p->n_inherited; i++)
      usage_add(&c.now, p->inherited[i].live);
   for (size_t i = 0; i < p->n_snapshots; i++) {
      all[i] = p->snapshots[i];
      all[i].deltas = deltas_begin(c.deltas);
      c.n = 0;
      copy_heap(&c, i);
      copy_pages(&c, i);
      copy_stacks(&c, i);
      all[i].n_deltas = c.n;
      all[i].heap = c.now;
      all[i].max_heap_bytes =
          w->has_heap ? all[i].max_sum_bytes : all[i].max_pages_bytes;
      all[i].max_superblocks = when_highest(w, i);
   }
   w->to->snapshots = all;
   w->to->deltas = c.deltas;
   if (w->has_heap)
      return;
   w->to->n_inherited = 0;
   w->to->held = NULL;
}

/* The peak. */

static void set_recorded_peak(struct work *w, const struct other_peak *peak)
{
   if (w->has_heap)
      profile_live_at_peak(w->from, w->series, w->peaks);
   for (size_t i = 0; i < peak->n_pages; i++) {
      const struct mapper_part *m = &peak->pages[i];
      const uint32_t node = w->of_node[m->node];

      if (node > 0 && facts_page_kind_is_counted(m->kind)) {
         usage_add(&w->peaks[w->context_of[node]],
                   (struct usage){m->bytes, m->blocks});
      }
   }
   if (w->stacks_node > 0)
      w->peaks[w->context_of[w->stacks_node]].bytes = peak->stack_bytes;
   w->to->peak.when = peak->when;
}

/* A file that was cut may lack the peak of its last snapshots. */
static void set_peak(struct work *w)
{
   const struct other_peak *peak = &w->from->facts.peaks[w->series];
   const struct snapshot *all = w->to->snapshots;
   size_t highest = 0;

   for (size_t i = 0; i < w->to->n_snapshots; i++) {
      if (all[i].heap.bytes > all[highest].heap.bytes)
         highest = i;
   }
   w->to->peak.known = true;
   if (peak->known && peak->bytes >= all[highest].heap.bytes) {
      set_recorded_peak(w, peak);
   } else {
      profile_live_at(w->to, highest, w->peaks);
      w->to->peak.when = all[highest].when;
   }
   w->to->peak.heap = (struct usage){0, 0};
   for (uint32_t i = 0; i < w->n_contexts; i++)
      usage_add(&w->to->peak.heap, w->peaks[i]);
}

static void set_totals(struct work *w)
{
   struct profile *p = w->to;

   p->sums = w->sums;
   p->peaks = w->peaks;
   p->total = p->end = (struct usage){0, 0};
   for (uint32_t i = 0; i < w->n_contexts; i++) {
      usage_add(&p->total, w->sums[i].allocated);
      usage_add(&p->end, w->sums[i].end);
   }
}

/* What a fork handed down goes on being held. */
static void share_held(struct work *w)
{
   struct profile *p = w->from;

   if (w->to->held) {
      w->to->held = p->held =
          lengthen(w, p->held, p->n_contexts, sizeof p->held[0]);
   }
}

/* Mappers have no facts of contexts, but are asked for them as contexts are. */
static void share_facts(struct work *w)
{
   struct facts *f = &w->from->facts;

   if (f->n_contexts > 0) {
      w->to->facts.place_of = f->place_of =
          lengthen(w, f->place_of, w->from->n_contexts, sizeof f->place_of[0]);
   }
}

struct profile *memory_new(struct profile *p, enum memory m)
{
   if (m == MEMORY_HEAP || !can_be_more(p) || p->n_snapshots == 0)
      return p;
   struct profile *to = arena_alloc(p->arena, sizeof *to);
   struct work w = {.arena = p->arena,
                    .scratch = arena_new(),
                    .from = p,
                    .to = to,
                    .has_heap = m == MEMORY_ALL,
                    .series = m == MEMORY_ALL ? SERIES_SUM : SERIES_PAGES};

   *to = *p;
   to->heap = p;
   to->has_heap = w.has_heap;
   to->first_mapped = p->n_nodes;
   w.has_stacks = w.has_heap && profile_highest(p, SERIES_STACKS) > 0;
   add_nodes(&w);
   copy_snapshots(&w);
   set_totals(&w);
   share_held(&w);
   share_facts(&w);
   set_peak(&w);
   arena_free(w.scratch);
   return to;
}
