/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seal: of lines for the same key the last one counts, and all is checked
   against the totals of the run. */
#include "model/facts_build.h"
#include "model/facts_build_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/order.h"

static int compare_places(const void *left, const void *right)
{
   const struct packed_place *a = left, *b = right;
   const int c = order_up(a->node, b->node);

   return c ? c : order_up(a->at, b->at);
}

static int compare_chains(const void *left, const void *right)
{
   const struct chain_line *a = left, *b = right;
   const int c = order_up(a->chain.node, b->chain.node);

   return c ? c : order_up(a->line, b->line);
}

static int compare_sites(const void *left, const void *right)
{
   const struct site_line *a = left, *b = right;
   int c = order_up(a->site.region, b->site.region);

   if (c == 0)
      c = order_up(a->site.node, b->site.node);
   return c ? c : order_up(a->line, b->line);
}

/* Of the lines for one context the last one counts; the bytes of the others go
   as well. */
static void hand_over_contexts(struct facts_build *f)
{
   struct arena *arena = f->profile->arena;
   struct facts *to = &f->profile->facts;
   struct packed_place *places = f->places.items;
   const unsigned char *packed = f->packed.items;
   size_t length = 0, n = 0;

   vector_sort(&f->places, compare_places);
   for (size_t i = 0; i < f->places.n; i++) {
      if (i + 1 < f->places.n && places[i + 1].node == places[i].node)
         continue;
      length += facts_packed_bytes(packed + places[i].at);
      places[n++] = places[i];
   }
   f->places.n = n;
   unsigned char *kept = arena_alloc(arena, length);
   to->packed = kept;
   for (size_t i = 0; i < n; i++) {
      const size_t n_bytes = facts_packed_bytes(packed + places[i].at);

      memcpy(kept, packed + places[i].at, n_bytes);
      places[i].at = (uint32_t)(kept - to->packed);
      kept += n_bytes;
   }
   to->places = vector_copy(&f->places, arena);
   to->n_contexts = n;
   uint32_t *place_of =
       arena_array(arena, f->profile->n_contexts, sizeof place_of[0]);
   for (size_t i = 0; i < n; i++)
      place_of[f->profile->context_of[places[i].node]] = (uint32_t)i + 1;
   to->place_of = place_of;
}

static void hand_over_chains(struct facts_build *f)
{
   struct record_chain *chains =
       arena_array(f->profile->arena, f->chains.n, sizeof *chains);
   size_t n = 0;

   vector_sort(&f->chains, compare_chains);
   const struct chain_line *lines = f->chains.items;
   for (size_t i = 0; i < f->chains.n; i++) {
      if (i + 1 == f->chains.n ||
          lines[i + 1].chain.node != lines[i].chain.node) {
         chains[n++] = lines[i].chain;
      }
   }
   f->profile->facts.chains = chains;
   f->profile->facts.n_chains = n;
}

static int compare_parts(const void *left, const void *right)
{
   const struct heap_part *a = left, *b = right;

   return order_up(a->node, b->node);
}

/* Lines of one context are of one ending, or of files put together: added. */
static void hand_over_library(struct facts_build *f)
{
   struct facts *to = &f->profile->facts;
   struct heap_part *parts = f->library.items;
   size_t n = 0;

   vector_sort(&f->library, compare_parts);
   for (size_t i = 0; i < f->library.n; i++) {
      if (n > 0 && parts[n - 1].node == parts[i].node)
         usage_add(&parts[n - 1].live, parts[i].live);
      else
         parts[n++] = parts[i];
      usage_add(&to->library_total, parts[i].live);
   }
   f->library.n = to->n_library = n;
   to->library = vector_copy(&f->library, f->profile->arena);
}

static void hand_over_sites(struct facts_build *f)
{
   struct region_site *sites =
       arena_array(f->profile->arena, f->region_sites.n, sizeof *sites);
   size_t n = 0;

   vector_sort(&f->region_sites, compare_sites);
   const struct site_line *lines = f->region_sites.items;
   for (size_t i = 0; i < f->region_sites.n; i++) {
      if (i + 1 == f->region_sites.n ||
          lines[i + 1].site.region != lines[i].site.region ||
          lines[i + 1].site.node != lines[i].site.node) {
         sites[n++] = lines[i].site;
      }
   }
   f->profile->facts.region_sites = sites;
   f->profile->facts.n_region_sites = n;
}

/* Those of a whole run are as of its end. */
static void set_as_of(struct facts_build *f)
{
   const struct profile *p = f->profile;
   struct facts *to = &f->profile->facts;

   if (p->n_snapshots == 0)
      return;
   to->as_of = p->n_snapshots - 1;
   to->as_of_total = p->total;
   if (p->finished || f->n_before == 0 || f->n_before == p->n_snapshots)
      return;
   to->as_of = f->n_before - 1;
   to->as_of_total =
       (struct usage){p->snapshots[to->as_of].when.on[AXIS_BYTES],
                      p->snapshots[to->as_of].when.on[AXIS_CALLS]};
}

static void hand_over(struct facts_build *f)
{
   struct arena *arena = f->profile->arena;
   struct facts *to = &f->profile->facts;

   hand_over_contexts(f);
   set_as_of(f);
   hand_over_chains(f);
   hand_over_sites(f);
   hand_over_library(f);
   facts_build_use_hand_over(f);
   facts_build_pages_take_back(f);
   to->threads = vector_copy(&f->threads, arena);
   to->n_threads = (uint32_t)f->threads.n;
   to->regions = vector_copy(&f->regions, arena);
   to->n_regions = (uint32_t)f->regions.n;
   to->marks = vector_copy(&f->marks, arena);
   to->n_marks = f->marks.n;
   to->mappers = vector_copy(&f->mappers, arena);
   to->n_mappers = f->mappers.n;
   facts_build_owners_seal(f);
   f->profile->page_deltas = f->page_deltas;
   for (enum series s = 0; s < SERIES_COUNT; s++) {
      struct parts *parts = &f->parts[s];
      struct other_peak *peak = &to->peaks[s];

      parts->pages.n = peak->n_pages = parts->n_pages;
      peak->pages = vector_copy(&parts->pages, arena);
      parts->stacks.n = peak->n_stacks = parts->n_stacks;
      peak->stacks = vector_copy(&parts->stacks, arena);
      parts->heap.n = peak->n_heap_parts = parts->n_heap;
      peak->heap_parts = vector_copy(&parts->heap, arena);
   }
}

/* Of the blocks that ended there are as many as were freed. */
static bool check_ended(struct facts_build *f, const struct context_facts *c,
                        uint64_t n_freed)
{
#define CHECK_key(name)
#define CHECK_value(name)
#define CHECK_ended(name) \
   &&facts_build_at_most(f, #name " up to the blocks freed,", c->name, n_freed)
#define CHECK(name, type, role, unit) CHECK_##role(name)
   return true MS2_FIELDS_context_facts(CHECK);
#undef CHECK
}

/* Facts of a context may be older than its totals where the file has no end,
   but never newer than what the file says later. */
static bool check_context(struct facts_build *f, const struct context_facts *c)
{
   const struct context_totals totals =
       profile_totals(f->profile, (uint32_t)c->node);
   const struct context_totals *t = &totals;
   const struct usage *held = f->profile->held;
   const uint64_t n_held =
       held ? held[f->profile->context_of[c->node]].blocks : 0;
   struct facts_sizes sizes = c->sizes;
   struct facts_size size;
   uint64_t calls = 0;

   while (facts_sizes_next(&sizes, &size)) {
      if (__builtin_add_overflow(calls, size.calls, &calls)) {
         return facts_build_fail(f, "calls by size below", UINT64_MAX,
                                 UINT64_MAX);
      }
   }
   if (!f->profile->finished)
      return true;
   return facts_build_equals(f, "calls by size to sum up to", calls,
                             t->allocated.blocks) &&
          check_ended(f, c, t->freed.blocks) &&
          facts_build_at_most(
              f, "what a context held at the end up to its maximum,",
              t->end.bytes, c->max_bytes) &&
          facts_build_at_most(
              f, "what a context held at the peak up to its maximum,",
              t->peak.bytes, c->max_bytes) &&
          facts_build_at_most(
              f, "blocks at a context's maximum up to those it ever had,",
              c->max_blocks, t->allocated.blocks + n_held);
}

static bool check_contexts(struct facts_build *f)
{
   struct context_facts c;

   for (size_t i = 0; i < f->profile->facts.n_contexts; i++) {
      facts_context(&f->profile->facts, i, &c);
      if (!check_context(f, &c))
         return false;
   }
   return true;
}

static bool check_library(struct facts_build *f)
{
   const struct facts *facts = &f->profile->facts;

   for (size_t i = 0; f->profile->finished && i < facts->n_library; i++) {
      const struct heap_part *part = &facts->library[i];

      if (!facts_build_at_most(
              f, "bytes that the C library kept up to those freed,",
              part->live.bytes,
              profile_totals(f->profile, part->node).freed.bytes) ||
          !facts_build_at_most(
              f, "blocks that the C library kept up to those freed,",
              part->live.blocks,
              profile_totals(f->profile, part->node).freed.blocks)) {
         return false;
      }
   }
   return true;
}

/* At the end of the run a context has no more of them than are live. */
static bool check_pages(struct facts_build *f)
{
   const struct facts *facts = &f->profile->facts;

   for (size_t i = 0; i < facts->n_mappers; i++) {
      if (!facts_build_at_most(f, "pages unmapped up to those mapped,",
                               facts->mappers[i].unmapped,
                               facts->mappers[i].mapped) ||
          !facts_build_at_most(f, "mappings ended up to those made,",
                               facts->mappers[i].unmapped_blocks,
                               facts->mappers[i].mapped_blocks)) {
         return false;
      }
   }
   return true;
}

/* In a whole file no snapshot tells of anything higher than a peak. */
static bool check_highest(struct facts_build *f)
{
   const struct profile *p = f->profile;
   const struct other_peak *peaks = p->facts.peaks;

   if (!p->finished)
      return true;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const struct snapshot *s = &p->snapshots[i];

      if (!facts_build_at_most(f, "a highest of the pages up to their peak,",
                               s->max_pages_bytes, peaks[SERIES_PAGES].bytes) ||
          !facts_build_at_most(f, "a highest of the stacks up to their peak,",
                               s->max_stack_bytes,
                               peaks[SERIES_STACKS].bytes) ||
          (peaks[SERIES_SUM].known &&
           !facts_build_at_most(f, "a highest sum up to its peak,",
                                s->max_sum_bytes, peaks[SERIES_SUM].bytes))) {
         return false;
      }
   }
   return true;
}

static bool check_threads(struct facts_build *f)
{
   uint64_t calls = 0;

   for (uint32_t i = 1; i < f->profile->facts.n_threads; i++) {
      const struct thread *t = &f->profile->facts.threads[i];

      if (__builtin_add_overflow(calls, t->allocated.blocks, &calls)) {
         return facts_build_fail(f, "calls of threads below", UINT64_MAX,
                                 UINT64_MAX);
      }
   }
   return !f->profile->finished ||
          facts_build_at_most(f, "calls of all threads up to those of the run,",
                              calls, f->profile->total.blocks);
}

bool facts_build_seal(struct facts_build *f)
{
   hand_over(f);
   return check_contexts(f) && check_library(f) &&
          facts_build_survivors_seal(f) && check_pages(f) && check_highest(f) &&
          check_threads(f);
}
