/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the facts: mapped pages, and the peaks of other series. */
#include "model/facts_build.h"
#include "model/facts_build_parts.h"

#include "base/order.h"

static uint64_t hash_mapper(const void *owner, uint32_t number)
{
   const struct facts_build *f = owner;
   const struct mapper *m = &((const struct mapper *)f->mappers.items)[number];

   return lookup_mix(lookup_mix(0, m->node), m->kind);
}

static bool is_mapper(const void *owner, uint32_t number, const void *wanted)
{
   const struct facts_build *f = owner;
   const struct mapper *m = &((const struct mapper *)f->mappers.items)[number];
   const struct mapper *w = wanted;

   return m->node == w->node && m->kind == w->kind;
}

void facts_build_pages_init(struct facts_build *f)
{
   static const struct lookup_things things = {hash_mapper, is_mapper};

   vector_init(&f->mappers, sizeof(struct mapper));
   lookup_init(&f->known_mappers, f->profile->arena, &things, f);
   f->page_deltas = deltas_new(f->profile->arena);
}

/* The number of the mapper, which there is from now on. */
static uint32_t number_of(struct facts_build *f, const struct mapper *wanted)
{
   uint32_t number = lookup_find(
       &f->known_mappers, lookup_mix(lookup_mix(0, wanted->node), wanted->kind),
       wanted);

   if (number == LOOKUP_NONE) {
      number = (uint32_t)f->mappers.n;
      struct mapper *m = vector_add(&f->mappers, 1);
      m->node = wanted->node;
      m->kind = wanted->kind;
   }
   return number;
}

/* False if a sum is beyond 2^64, or more goes than there was. */
static bool add_mapper(struct mapper *m, const struct delta *d)
{
   const bool over =
       __builtin_add_overflow(m->mapped, d->allocated.bytes, &m->mapped) ||
       __builtin_add_overflow(m->mapped_blocks, d->allocated.blocks,
                              &m->mapped_blocks) ||
       __builtin_add_overflow(m->unmapped, d->freed.bytes, &m->unmapped) ||
       __builtin_add_overflow(m->unmapped_blocks, d->freed.blocks,
                              &m->unmapped_blocks);

   return !over;
}

bool facts_build_pages(struct facts_build *f, const struct mapper *more)
{
   struct delta d = {0,
                     {more->mapped, more->mapped_blocks},
                     {more->unmapped, more->unmapped_blocks}};

   if (!facts_build_check_node(f, more->node))
      return false;
   if (facts_page_kind_is_counted(more->kind) &&
       (__builtin_add_overflow(f->counted_mapped, more->mapped,
                               &f->counted_mapped) ||
        __builtin_add_overflow(f->counted_unmapped, more->unmapped,
                               &f->counted_unmapped))) {
      f->fault = "expected sums of mapped pages below 2^64, found more";
      return false;
   }
   d.node = number_of(f, more);
   if (!add_mapper(&((struct mapper *)f->mappers.items)[d.node], &d)) {
      f->fault = "expected sums of mapped pages below 2^64, found more";
      return false;
   }
   deltas_add(f->page_deltas, &d);
   f->n_pages++;
   return true;
}

void facts_build_pages_take_back(struct facts_build *f)
{
   struct mapper *all = f->mappers.items;
   struct delta_cursor c =
       deltas_read(f->page_deltas, f->pages_place, f->n_pages);
   struct delta d;

   while (deltas_next(&c, &d)) {
      all[d.node].mapped -= d.allocated.bytes;
      all[d.node].mapped_blocks -= d.allocated.blocks;
      all[d.node].unmapped -= d.freed.bytes;
      all[d.node].unmapped_blocks -= d.freed.blocks;
   }
   lookup_end(&f->known_mappers);
}

/* Peaks. */

bool facts_build_heap_part(struct facts_build *f, const struct heap_part *part,
                           struct usage before)
{
   struct parts *parts = &f->parts[SERIES_SUM];

   usage_add(&parts->more, part->live);
   usage_add(&parts->less, before);
   *(struct heap_part *)vector_add(&parts->heap, 1) = *part;
   return true;
}

bool facts_build_page_part(struct facts_build *f, enum series series,
                           const struct mapper_part *part)
{
   if (!facts_build_check_node(f, part->node))
      return false;
   *(struct mapper_part *)vector_add(&f->parts[series].pages, 1) = *part;
   return true;
}

bool facts_build_stack_part(struct facts_build *f, enum series series,
                            const struct stack_part *part)
{
   if (!facts_build_thread_get(f, part->thread) ||
       !facts_build_check_node(f, part->node)) {
      return false;
   }
   *(struct stack_part *)vector_add(&f->parts[series].stacks, 1) = *part;
   return true;
}

/* Forgets the last peak's parts: those that came since are the new ones. */
static void renew(struct parts *parts)
{
   vector_drop_first(&parts->pages, parts->n_pages);
   vector_drop_first(&parts->stacks, parts->n_stacks);
   vector_drop_first(&parts->heap, parts->n_heap);
   parts->n_pages = parts->pages.n;
   parts->n_stacks = parts->stacks.n;
   parts->n_heap = parts->heap.n;
}

static uint64_t sum_pages(const struct parts *parts)
{
   const struct mapper_part *items = parts->pages.items;
   uint64_t sum = 0;

   for (size_t i = 0; i < parts->n_pages; i++)
      sum += items[i].bytes;
   return sum;
}

static uint64_t sum_stacks(const struct parts *parts)
{
   const struct stack_part *items = parts->stacks.items;
   uint64_t sum = 0;

   for (size_t i = 0; i < parts->n_stacks; i++)
      sum += items[i].bytes;
   return sum;
}

/* What a series is highest of, and whose parts must be there. */
static bool check_peak(struct facts_build *f, enum series series,
                       const struct other_peak *peak)
{
   const struct parts *parts = &f->parts[series];

   switch (series) {
   case SERIES_PAGES:
      return facts_build_equals(f, "a peak of the pages of", peak->bytes,
                                peak->pages_bytes) &&
             facts_build_equals(f, "pages of the peak to sum up to",
                                sum_pages(parts), peak->pages_bytes);
   case SERIES_STACKS:
      return facts_build_equals(f, "a peak of the stacks of", peak->bytes,
                                peak->stack_bytes) &&
             facts_build_equals(f, "stacks of the peak to sum up to",
                                sum_stacks(parts), peak->stack_bytes);
   default:
      return facts_build_equals(f, "a peak of the sum of", peak->bytes,
                                peak->heap_bytes + peak->pages_bytes +
                                    peak->stack_bytes) &&
             facts_build_equals(f, "pages of the peak to sum up to",
                                sum_pages(parts), peak->pages_bytes) &&
             facts_build_equals(f, "stacks of the peak to sum up to",
                                sum_stacks(parts), peak->stack_bytes);
   }
}

static int compare_page_parts(const void *left, const void *right)
{
   const struct mapper_part *a = left, *b = right;
   const int c = order_up(a->node, b->node);

   return c ? c : order_up(a->kind, b->kind);
}

/* Lines of bytes and of blocks of one mapper are one part. */
static void join_page_parts(struct parts *parts)
{
   struct mapper_part *items = parts->pages.items;
   size_t n = 0;

   vector_sort(&parts->pages, compare_page_parts);
   for (size_t i = 0; i < parts->pages.n; i++) {
      if (n > 0 && compare_page_parts(&items[n - 1], &items[i]) == 0) {
         items[n - 1].bytes += items[i].bytes;
         items[n - 1].blocks += items[i].blocks;
      } else {
         items[n++] = items[i];
      }
   }
   parts->pages.n = parts->n_pages = n;
}

static int compare_stack_parts(const void *left, const void *right)
{
   const struct stack_part *a = left, *b = right;

   return order_up(a->thread, b->thread);
}

bool facts_build_peak(struct facts_build *f, enum series series,
                      const struct other_peak *peak,
                      const struct snapshot *snapshot)
{
   struct parts *parts = &f->parts[series];
   struct other_peak *to = &f->profile->facts.peaks[series];
   const uint64_t heap =
       snapshot->heap.bytes + parts->more.bytes - parts->less.bytes;

   renew(parts);
   if (!check_peak(f, series, peak) ||
       (series == SERIES_SUM &&
        !facts_build_equals(f, "the heap's parts of the peak to sum up to",
                            heap, peak->heap_bytes))) {
      return false;
   }
   parts->more = parts->less = (struct usage){0, 0};
   join_page_parts(parts);
   vector_sort(&parts->stacks, compare_stack_parts);
   *to = *peak;
   to->known = true;
   to->snapshot = f->profile->n_snapshots - 1;
   return true;
}

bool facts_build_snapshot(struct facts_build *f, struct snapshot *s)
{
   s->pages = f->pages_place;
   s->n_pages = f->n_pages;
   f->pages_place = deltas_begin(f->page_deltas);
   f->n_pages = 0;
   if (!s->has_series)
      return true;
   return facts_build_at_most(f, "pages now up to the highest,", s->pages_bytes,
                              s->max_pages_bytes) &&
          facts_build_at_most(f, "stacks now up to the highest,",
                              s->stack_bytes, s->max_stack_bytes) &&
          facts_build_at_most(f, "a sum now up to the highest,", s->sum_bytes,
                              s->max_sum_bytes) &&
          facts_build_equals(f, "a sum of heap, pages and stacks of",
                             s->sum_bytes,
                             s->heap.bytes + s->pages_bytes + s->stack_bytes) &&
          facts_build_equals(f, "pages mapped to sum up to", s->pages_bytes,
                             f->counted_mapped - f->counted_unmapped);
}
