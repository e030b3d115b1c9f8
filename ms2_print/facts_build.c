/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the facts: see facts_build.h.

   Every kind is a vector in the file's order.  Where lines of the same key
   replace each other, the seal sorts by key and place in the file and keeps the
   last; where they are differences it adds them up.  So a line costs one store,
   whatever its key. */
#include "facts_build.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "die.h"

/* Differences are added up when there are twice as many as after the last
   time, and so many at least. */
#define LEAST_TO_MERGE 4096

struct vector {
   void *items;
   size_t n, room;
   size_t item_bytes;
};

/* Parts of the peaks of one series: of the last one, and behind `n_*` of it
   those of one that has not come yet. */
struct parts {
   struct vector pages, stacks, heap;
   size_t n_pages, n_stacks, n_heap;
   struct usage more, less; /* what the heap parts change */
};

struct chain_line {
   struct chain chain;
   uint64_t line;
};

struct site_line {
   struct region_site site;
   uint64_t line;
};

struct facts_build {
   struct profile *profile;
   const char *fault;
   struct vector packed; /* bytes */
   struct vector places; /* of packed */
   struct vector chains; /* struct chain_line */
   struct vector sites;  /* struct site_line */
   struct vector threads, regions, marks;
   struct vector pages;
   size_t n_pages_in_force, n_pages_merged;
   uint64_t counted_mapped, counted_unmapped; /* pages of counted kinds */
   struct parts parts[SERIES_COUNT];
};

static void vector_init(struct vector *v, size_t item_bytes)
{
   v->item_bytes = item_bytes;
}

/* Room for n more items at the end, which become part of it. */
static void *vector_add(struct vector *v, size_t n)
{
   char *at;

   if (v->n + n > v->room) {
      size_t room = v->room ? v->room * 2 : 16;

      while (room < v->n + n)
         room *= 2;
      v->items = realloc(v->items, room * v->item_bytes);
      if (!v->items)
         die("out of memory");
      v->room = room;
   }
   at = (char *)v->items + v->n * v->item_bytes;
   v->n += n;
   return memset(at, 0, n * v->item_bytes);
}

static void vector_drop_first(struct vector *v, size_t n)
{
   v->n -= n;
   if (n > 0 && v->n > 0)
      memmove(v->items, (char *)v->items + n * v->item_bytes,
              v->n * v->item_bytes);
}

static void vector_sort(struct vector *v,
                        int (*compare)(const void *, const void *))
{
   if (v->n > 1)
      qsort(v->items, v->n, v->item_bytes, compare);
}

static const void *vector_copy(const struct vector *v, struct arena *a)
{
   void *copy = arena_array(a, v->n, v->item_bytes);

   if (v->n > 0)
      memcpy(copy, v->items, v->n * v->item_bytes);
   return copy;
}

struct facts_build *facts_build_new(struct profile *p)
{
   struct facts_build *f = calloc(1, sizeof *f);

   if (!f)
      die("out of memory");
   f->profile = p;
   vector_init(&f->packed, 1);
   vector_init(&f->places, sizeof(struct packed_place));
   vector_init(&f->chains, sizeof(struct chain_line));
   vector_init(&f->sites, sizeof(struct site_line));
   vector_init(&f->threads, sizeof(struct thread));
   vector_init(&f->regions, sizeof(struct region));
   vector_init(&f->marks, sizeof(struct run_mark));
   vector_init(&f->pages, sizeof(struct pages));
   for (enum series s = 0; s < SERIES_COUNT; s++) {
      vector_init(&f->parts[s].pages, sizeof(struct page_part));
      vector_init(&f->parts[s].stacks, sizeof(struct stack_part));
      vector_init(&f->parts[s].heap, sizeof(struct heap_part));
   }
   return f;
}

void facts_build_free(struct facts_build *f)
{
   if (!f)
      return;
   free(f->packed.items);
   free(f->places.items);
   free(f->chains.items);
   free(f->sites.items);
   free(f->threads.items);
   free(f->regions.items);
   free(f->marks.items);
   free(f->pages.items);
   for (enum series s = 0; s < SERIES_COUNT; s++) {
      free(f->parts[s].pages.items);
      free(f->parts[s].stacks.items);
      free(f->parts[s].heap.items);
   }
   free(f);
}

const char *facts_build_fault(const struct facts_build *f)
{
   return f->fault;
}

bool facts_build_is_kind(uint64_t number)
{
   return number > PAGE_UNKNOWN && number < PAGE_KINDS;
}

bool facts_build_is_series(uint64_t number)
{
   return number > SERIES_HEAP && number < SERIES_COUNT;
}

/* Faults. */

static bool fault_number(struct facts_build *f, const char *expected,
                         uint64_t limit, uint64_t found)
{
   f->fault = arena_printf(f->profile->arena,
                           "expected %s %" PRIu64 ", found %" PRIu64, expected,
                           limit, found);
   return false;
}

static bool at_most(struct facts_build *f, const char *what, uint64_t found,
                    uint64_t limit)
{
   return found <= limit || fault_number(f, what, limit, found);
}

static bool equals(struct facts_build *f, const char *what, uint64_t found,
                   uint64_t sum)
{
   return found == sum || fault_number(f, what, sum, found);
}

static bool check_number(struct facts_build *f, const char *what,
                         uint64_t number, uint64_t n)
{
   if (number < n)
      return true;
   f->fault = n > 0 ? arena_printf(f->profile->arena,
                                   "expected the number of %s up to %" PRIu64
                                   ", found %" PRIu64,
                                   what, n - 1, number)
                    : arena_printf(f->profile->arena,
                                   "expected the number of %s, of which none "
                                   "is there, found %" PRIu64,
                                   what, number);
   return false;
}

static bool check_node(struct facts_build *f, uint64_t node)
{
   return check_number(f, "a node", node, f->profile->n_nodes);
}

/* Contexts. */

bool facts_build_context(struct facts_build *f, const struct context_facts *c,
                         uint64_t node)
{
   unsigned char packed[FACTS_PACKED_MOST];
   struct packed_place *place;
   size_t length;

   if (!check_node(f, node) ||
       !at_most(f, "a smallest size of at most", c->min_size, c->max_size) ||
       !at_most(f, "a longest lifetime of at most", c->lifetime_max,
                c->lifetime_sum))
      return false;
   length = facts_pack(c, packed);
   place = vector_add(&f->places, 1);
   *place =
       (struct packed_place){(uint32_t)node, (uint32_t)length, f->packed.n};
   memcpy(vector_add(&f->packed, length), packed, length);
   return true;
}

bool facts_build_chain(struct facts_build *f, const struct chain *c,
                       uint64_t node)
{
   struct chain_line *line;

   if (!check_node(f, node) ||
       !at_most(f, "chains up to their steps,", c->n_chains, c->n_steps) ||
       !at_most(f, "steps of the longest chain up to", c->longest_steps,
                c->n_steps))
      return false;
   line = vector_add(&f->chains, 1);
   line->chain = *c;
   line->chain.node = (uint32_t)node;
   line->line = f->chains.n;
   return true;
}

/* Threads. */

static struct thread *threads(struct facts_build *f)
{
   return f->threads.items;
}

bool facts_build_thread(struct facts_build *f, const struct thread *t)
{
   struct thread *to;

   if (f->threads.n == 0)
      ((struct thread *)vector_add(&f->threads, 1))->name = "";
   if (!check_number(f, "one more thread", f->threads.n, UINT32_MAX))
      return false;
   to = vector_add(&f->threads, 1);
   *to = *t;
   to->name = "";
   to->last_superblocks = t->start_superblocks;
   to->last_ms = t->start_ms;
   return true;
}

struct thread *facts_build_thread_get(struct facts_build *f, uint64_t number)
{
   if (number == 0 || number >= f->threads.n) {
      check_number(f, "a thread", number ? number : UINT64_MAX, f->threads.n);
      return NULL;
   }
   return threads(f) + number;
}

bool facts_build_thread_name(struct facts_build *f, uint64_t number,
                             const char *name)
{
   struct thread *t = facts_build_thread_get(f, number);

   if (!t)
      return false;
   t->name = arena_strdup(f->profile->arena, name);
   return true;
}

bool facts_build_thread_facts(struct facts_build *f, uint64_t number,
                              const struct thread *t)
{
   struct thread *to = facts_build_thread_get(f, number);

   if (!to || !at_most(f, "blocks of other threads up to",
                       t->other_freed_blocks, t->freed.blocks))
      return false;
   if (t->last_superblocks < to->start_superblocks)
      return fault_number(f, "a thread's last moment from its start on,",
                          to->start_superblocks, t->last_superblocks);
   to->has_facts = true;
   to->ended = t->ended;
   to->last_superblocks = t->last_superblocks;
   to->last_ms = t->last_ms;
   to->allocated = t->allocated;
   to->freed = t->freed;
   to->other_freed_blocks = t->other_freed_blocks;
   return true;
}

bool facts_build_thread_node(struct facts_build *f, uint64_t node,
                             uint64_t thread)
{
   struct thread *to = facts_build_thread_get(f, thread);

   if (!to || !check_node(f, node))
      return false;
   to->node = (uint32_t)node;
   return true;
}

bool facts_build_deepest(struct facts_build *f,
                         const struct stack_part *deepest, uint64_t superblocks)
{
   struct thread *to = facts_build_thread_get(f, deepest->thread);

   if (!to || !check_node(f, deepest->node))
      return false;
   to->deepest_bytes = deepest->bytes;
   to->deepest_node = deepest->node;
   to->deepest_superblocks = superblocks;
   return true;
}

/* Pages. */

static int compare_u64(uint64_t a, uint64_t b)
{
   return a < b ? -1 : a > b;
}

static int compare_pages(const void *left, const void *right)
{
   const struct pages *a = left, *b = right;
   const int c = compare_u64(a->node, b->node);

   return c ? c : compare_u64(a->kind, b->kind);
}

/* Adds up what is in force; all sums are parts of one that was checked. */
static void merge_pages(struct facts_build *f)
{
   struct pages *items = f->pages.items;
   size_t n = 0;

   vector_sort(&f->pages, compare_pages);
   for (size_t i = 0; i < f->pages.n; i++) {
      if (n > 0 && compare_pages(&items[n - 1], &items[i]) == 0) {
         items[n - 1].mapped += items[i].mapped;
         items[n - 1].unmapped += items[i].unmapped;
      } else {
         items[n++] = items[i];
      }
   }
   f->pages.n = f->n_pages_in_force = f->n_pages_merged = n;
}

bool facts_build_pages(struct facts_build *f, const struct pages *more)
{
   if (!check_node(f, more->node))
      return false;
   if (facts_page_kind_is_counted(more->kind) &&
       (__builtin_add_overflow(f->counted_mapped, more->mapped,
                               &f->counted_mapped) ||
        __builtin_add_overflow(f->counted_unmapped, more->unmapped,
                               &f->counted_unmapped))) {
      f->fault = "expected sums of mapped pages below 2^64, found more";
      return false;
   }
   *(struct pages *)vector_add(&f->pages, 1) = *more;
   return true;
}

/* Peaks. */

bool facts_build_heap_part(struct facts_build *f, const struct heap_part *part,
                           struct usage before)
{
   struct parts *parts = &f->parts[SERIES_SUM];

   parts->more.bytes += part->live.bytes;
   parts->more.blocks += part->live.blocks;
   parts->less.bytes += before.bytes;
   parts->less.blocks += before.blocks;
   *(struct heap_part *)vector_add(&parts->heap, 1) = *part;
   return true;
}

bool facts_build_page_part(struct facts_build *f, enum series series,
                           const struct page_part *part)
{
   if (!check_node(f, part->node))
      return false;
   *(struct page_part *)vector_add(&f->parts[series].pages, 1) = *part;
   return true;
}

bool facts_build_stack_part(struct facts_build *f, enum series series,
                            const struct stack_part *part)
{
   if (!facts_build_thread_get(f, part->thread) || !check_node(f, part->node))
      return false;
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
   const struct page_part *items = parts->pages.items;
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
      return equals(f, "a peak of the pages of", peak->bytes,
                    peak->pages_bytes) &&
             equals(f, "pages of the peak to sum up to", sum_pages(parts),
                    peak->pages_bytes);
   case SERIES_STACKS:
      return equals(f, "a peak of the stacks of", peak->bytes,
                    peak->stack_bytes) &&
             equals(f, "stacks of the peak to sum up to", sum_stacks(parts),
                    peak->stack_bytes);
   default:
      return equals(f, "a peak of the sum of", peak->bytes,
                    peak->heap_bytes + peak->pages_bytes + peak->stack_bytes) &&
             equals(f, "pages of the peak to sum up to", sum_pages(parts),
                    peak->pages_bytes) &&
             equals(f, "stacks of the peak to sum up to", sum_stacks(parts),
                    peak->stack_bytes);
   }
}

static int compare_page_parts(const void *left, const void *right)
{
   const struct page_part *a = left, *b = right;
   const int c = compare_u64(a->node, b->node);

   return c ? c : compare_u64(a->kind, b->kind);
}

static int compare_stack_parts(const void *left, const void *right)
{
   const struct stack_part *a = left, *b = right;

   return compare_u64(a->thread, b->thread);
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
        !equals(f, "the heap's parts of the peak to sum up to", heap,
                peak->heap_bytes)))
      return false;
   parts->more = parts->less = (struct usage){0, 0};
   vector_sort(&parts->pages, compare_page_parts);
   vector_sort(&parts->stacks, compare_stack_parts);
   *to = *peak;
   to->known = true;
   to->snapshot = f->profile->n_snapshots - 1;
   return true;
}

/* Regions. */

bool facts_build_region(struct facts_build *f, uint64_t parent,
                        const char *name)
{
   struct region *to;

   if (f->regions.n == 0)
      ((struct region *)vector_add(&f->regions, 1))->name = "";
   if (!check_number(f, "a region", parent, f->regions.n))
      return false;
   to = vector_add(&f->regions, 1);
   to->parent = (uint32_t)parent;
   to->name = arena_strdup(f->profile->arena, name);
   return true;
}

static struct region *region_get(struct facts_build *f, uint64_t number)
{
   if (number == 0 || number >= f->regions.n) {
      check_number(f, "a region", number ? number : UINT64_MAX, f->regions.n);
      return NULL;
   }
   return (struct region *)f->regions.items + number;
}

bool facts_build_region_facts(struct facts_build *f, uint64_t number,
                              const struct region *r)
{
   struct region *to = region_get(f, number);

   if (!to || !at_most(f, "a region's peak of at most", r->peak_bytes,
                       r->allocated.bytes))
      return false;
   to->n_calls = r->n_calls;
   to->allocated = r->allocated;
   to->freed = r->freed;
   to->peak_bytes = r->peak_bytes;
   return true;
}

bool facts_build_site(struct facts_build *f, const struct region_site *site)
{
   struct site_line *line;

   if (!region_get(f, site->region) || !check_node(f, site->node))
      return false;
   line = vector_add(&f->sites, 1);
   line->site = *site;
   line->line = f->sites.n;
   return true;
}

bool facts_build_mark(struct facts_build *f, const struct run_mark *m)
{
   struct run_mark *to;

   if ((m->region > 0 && !region_get(f, m->region)) ||
       (m->thread > 0 && !facts_build_thread_get(f, m->thread)))
      return false;
   to = vector_add(&f->marks, 1);
   *to = *m;
   to->snapshot = f->profile->n_snapshots ? f->profile->n_snapshots - 1 : 0;
   return true;
}

bool facts_build_snapshot(struct facts_build *f, const struct snapshot *s)
{
   f->n_pages_in_force = f->pages.n;
   if (f->pages.n > LEAST_TO_MERGE && f->pages.n > 2 * f->n_pages_merged)
      merge_pages(f);
   if (!s->has_series)
      return true;
   return at_most(f, "pages now up to the highest,", s->pages_bytes,
                  s->max_pages_bytes) &&
          at_most(f, "stacks now up to the highest,", s->stack_bytes,
                  s->max_stack_bytes) &&
          at_most(f, "a sum now up to the highest,", s->sum_bytes,
                  s->max_sum_bytes) &&
          equals(f, "a sum of heap, pages and stacks of", s->sum_bytes,
                 s->heap.bytes + s->pages_bytes + s->stack_bytes) &&
          equals(f, "pages mapped to sum up to", s->pages_bytes,
                 f->counted_mapped - f->counted_unmapped);
}

/* The seal. */

static int compare_places(const void *left, const void *right)
{
   const struct packed_place *a = left, *b = right;
   const int c = compare_u64(a->node, b->node);

   return c ? c : compare_u64(a->at, b->at);
}

static int compare_chains(const void *left, const void *right)
{
   const struct chain_line *a = left, *b = right;
   const int c = compare_u64(a->chain.node, b->chain.node);

   return c ? c : compare_u64(a->line, b->line);
}

static int compare_sites(const void *left, const void *right)
{
   const struct site_line *a = left, *b = right;
   int c = compare_u64(a->site.region, b->site.region);

   if (c == 0)
      c = compare_u64(a->site.node, b->site.node);
   return c ? c : compare_u64(a->line, b->line);
}

/* Of the lines for one context the last one counts; the bytes of the others go
   as well. */
static void hand_over_contexts(struct facts_build *f)
{
   struct arena *arena = f->profile->arena;
   struct facts *to = &f->profile->facts;
   struct packed_place *places = f->places.items;
   const unsigned char *packed = f->packed.items;
   unsigned char *kept;
   uint64_t length = 0;
   size_t n = 0;

   vector_sort(&f->places, compare_places);
   for (size_t i = 0; i < f->places.n; i++) {
      if (i + 1 < f->places.n && places[i + 1].node == places[i].node)
         continue;
      places[n] = places[i];
      length += places[n++].length;
   }
   f->places.n = n;
   kept = arena_alloc(arena, length);
   to->packed = kept;
   for (size_t i = 0; i < n; i++) {
      memcpy(kept, packed + places[i].at, places[i].length);
      places[i].at = (uint64_t)(kept - to->packed);
      kept += places[i].length;
   }
   to->places = vector_copy(&f->places, arena);
   to->n_contexts = n;
}

static void hand_over_chains(struct facts_build *f)
{
   const struct chain_line *lines;
   struct chain *chains =
       arena_array(f->profile->arena, f->chains.n, sizeof *chains);
   size_t n = 0;

   vector_sort(&f->chains, compare_chains);
   lines = f->chains.items;
   for (size_t i = 0; i < f->chains.n; i++) {
      if (i + 1 == f->chains.n ||
          lines[i + 1].chain.node != lines[i].chain.node)
         chains[n++] = lines[i].chain;
   }
   f->profile->facts.chains = chains;
   f->profile->facts.n_chains = n;
}

static void hand_over_sites(struct facts_build *f)
{
   const struct site_line *lines;
   struct region_site *sites =
       arena_array(f->profile->arena, f->sites.n, sizeof *sites);
   size_t n = 0;

   vector_sort(&f->sites, compare_sites);
   lines = f->sites.items;
   for (size_t i = 0; i < f->sites.n; i++) {
      if (i + 1 == f->sites.n ||
          lines[i + 1].site.region != lines[i].site.region ||
          lines[i + 1].site.node != lines[i].site.node)
         sites[n++] = lines[i].site;
   }
   f->profile->facts.sites = sites;
   f->profile->facts.n_sites = n;
}

static void hand_over(struct facts_build *f)
{
   struct arena *arena = f->profile->arena;
   struct facts *to = &f->profile->facts;

   hand_over_contexts(f);
   hand_over_chains(f);
   hand_over_sites(f);
   f->pages.n = f->n_pages_in_force;
   merge_pages(f);
   to->threads = vector_copy(&f->threads, arena);
   to->n_threads = (uint32_t)f->threads.n;
   to->regions = vector_copy(&f->regions, arena);
   to->n_regions = (uint32_t)f->regions.n;
   to->marks = vector_copy(&f->marks, arena);
   to->n_marks = f->marks.n;
   to->pages = vector_copy(&f->pages, arena);
   to->n_pages = f->pages.n;
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

/* Facts of a context may be older than its totals where the file has no end,
   but never newer than what the file says later. */
static bool check_context(struct facts_build *f, const struct context_facts *c)
{
   const struct context_totals totals = profile_totals(f->profile, c->node);
   const struct context_totals *t = &totals;
   uint64_t calls = 0;

   for (unsigned i = 0; i < FACTS_BUCKETS; i++) {
      if (__builtin_add_overflow(calls, c->buckets[i], &calls))
         return fault_number(f, "calls by size below", UINT64_MAX, UINT64_MAX);
   }
   if (!f->profile->finished)
      return true;
   return equals(f, "calls by size to sum up to", calls, t->allocated.blocks) &&
          at_most(f, "short-lived blocks up to those freed,",
                  c->short_lived.blocks, t->freed.blocks) &&
          at_most(f, "blocks ended by other threads up to those freed,",
                  c->other_thread_blocks, t->freed.blocks) &&
          at_most(f, "what a context held at the end up to its maximum,",
                  t->end.bytes, c->max_bytes) &&
          at_most(f, "what a context held at the peak up to its maximum,",
                  t->peak.bytes, c->max_bytes);
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

static bool check_pages(struct facts_build *f)
{
   const struct facts *facts = &f->profile->facts;

   for (size_t i = 0; i < facts->n_pages; i++) {
      if (!at_most(f, "pages unmapped up to those mapped,",
                   facts->pages[i].unmapped, facts->pages[i].mapped))
         return false;
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

      if (!at_most(f, "a highest of the pages up to their peak,",
                   s->max_pages_bytes, peaks[SERIES_PAGES].bytes) ||
          !at_most(f, "a highest of the stacks up to their peak,",
                   s->max_stack_bytes, peaks[SERIES_STACKS].bytes) ||
          (peaks[SERIES_SUM].known &&
           !at_most(f, "a highest sum up to its peak,", s->max_sum_bytes,
                    peaks[SERIES_SUM].bytes)))
         return false;
   }
   return true;
}

static bool check_threads(struct facts_build *f)
{
   uint64_t calls = 0;

   for (uint32_t i = 1; i < f->profile->facts.n_threads; i++) {
      const struct thread *t = &f->profile->facts.threads[i];

      if (__builtin_add_overflow(calls, t->allocated.blocks, &calls))
         return fault_number(f, "calls of threads below", UINT64_MAX,
                             UINT64_MAX);
   }
   return !f->profile->finished ||
          at_most(f, "calls of all threads up to those of the run,", calls,
                  f->profile->total.blocks);
}

bool facts_build_seal(struct facts_build *f)
{
   hand_over(f);
   return check_contexts(f) && check_pages(f) && check_highest(f) &&
          check_threads(f);
}
