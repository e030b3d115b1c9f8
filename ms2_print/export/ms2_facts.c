/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an ms2 file holds beside the heap's course, written anew.

   The profile knows what each node mapped over the run, and how many pages
   there were at each snapshot, but not which of them came when.  So changes
   are shared out in the order of nodes, to the sums of each snapshot: what the
   file says in the end is what it said. */
#include "export/ms2_facts.h"

#include "export/anonymize.h"
#include "base/arena.h"
#include "export/record.h"

struct export_ms2_facts {
   const struct profile *profile;
   struct out *out;
   struct arena *arena;
   struct anonymize *names;
   size_t next_mark;
   uint64_t pages_bytes;      /* at the last snapshot written */
   struct pages *left;        /* of facts.pages: not yet written */
   size_t mapping, unmapping; /* the first of which something may be left */
};

struct export_ms2_facts *export_ms2_facts_new(struct arena *a,
                                              const struct profile *p,
                                              struct out *out,
                                              struct anonymize *names)
{
   struct export_ms2_facts *f = arena_alloc(a, sizeof *f);
   const struct facts *facts = &p->facts;

   *f = (struct export_ms2_facts){
       .profile = p, .out = out, .arena = a, .names = names};
   f->left = arena_array(a, facts->n_pages, sizeof f->left[0]);
   for (size_t i = 0; i < facts->n_pages; i++)
      f->left[i] = facts->pages[i];
   return f;
}

static const char *name_of(const struct export_ms2_facts *f,
                           enum anonymous kind, const char *text)
{
   return f->names ? anonymize_text(f->names, kind, text) : text;
}

static void put_numbers(struct out *out, char letter, const uint64_t *n,
                        size_t count)
{
   record_begin(out, letter);
   record_numbers(out, n, count);
   record_end(out);
}

#define PUT(letter, ...)                                        \
   put_numbers(f->out, letter, (const uint64_t[]){__VA_ARGS__}, \
               sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

void export_ms2_facts_names(struct export_ms2_facts *f)
{
   const struct facts *facts = &f->profile->facts;

   for (uint32_t i = 1; i < facts->n_threads; i++) {
      const struct thread *t = &facts->threads[i];

      PUT('t', t->start_superblocks, t->start_ms);
      if (t->node > 0)
         PUT('T', t->node, i);
      if (t->name[0]) {
         record_begin(f->out, 'w');
         record_number(f->out, i);
         record_text(f->out, name_of(f, ANONYMOUS_THREAD, t->name));
         record_end(f->out);
      }
   }
   for (uint32_t i = 1; i < facts->n_regions; i++) {
      record_begin(f->out, 'g');
      record_number(f->out, facts->regions[i].parent);
      record_text(f->out, name_of(f, ANONYMOUS_REGION, facts->regions[i].name));
      record_end(f->out);
   }
}

/* Mapped pages. */

static void put_pages(const struct export_ms2_facts *f, const struct pages *p)
{
   PUT('m', p->node, p->kind, p->mapped, p->unmapped);
}

static uint64_t take(uint64_t *from, uint64_t wanted)
{
   const uint64_t taken = *from < wanted ? *from : wanted;

   *from -= taken;
   return taken;
}

static void map_pages(struct export_ms2_facts *f, uint64_t bytes)
{
   for (; bytes > 0 && f->mapping < f->profile->facts.n_pages; f->mapping++) {
      struct pages *from = &f->left[f->mapping];
      struct pages part = {.node = from->node, .kind = from->kind};

      if (!facts_page_kind_is_counted(from->kind) || from->mapped == 0)
         continue;
      part.mapped = take(&from->mapped, bytes);
      bytes -= part.mapped;
      put_pages(f, &part);
      if (from->mapped > 0)
         return;
   }
}

static void unmap_pages(struct export_ms2_facts *f, uint64_t bytes)
{
   for (; bytes > 0 && f->unmapping < f->profile->facts.n_pages;
        f->unmapping++) {
      struct pages *from = &f->left[f->unmapping];
      struct pages part = {.node = from->node, .kind = from->kind};

      if (!facts_page_kind_is_counted(from->kind) || from->unmapped == 0)
         continue;
      part.unmapped = take(&from->unmapped, bytes);
      bytes -= part.unmapped;
      put_pages(f, &part);
      if (from->unmapped > 0)
         return;
   }
}

void export_ms2_facts_before(struct export_ms2_facts *f,
                             const struct snapshot *s, bool is_last)
{
   const uint64_t before = f->pages_bytes;

   if (is_last) {
      for (size_t i = 0; i < f->profile->facts.n_pages; i++) {
         if (f->left[i].mapped > 0 || f->left[i].unmapped > 0)
            put_pages(f, &f->left[i]);
      }
      return;
   }
   f->pages_bytes = s->pages_bytes;
   if (s->pages_bytes > before)
      map_pages(f, s->pages_bytes - before);
   else
      unmap_pages(f, before - s->pages_bytes);
}

/* Marks, and peaks of other series. */

static void put_mark(const struct export_ms2_facts *f, const struct run_mark *m)
{
   record_begin(f->out, 'l');
   record_word(f->out, m->how);
   record_numbers(
       f->out, (const uint64_t[]){m->region, m->thread, m->superblocks, m->ms},
       4);
   record_text(f->out, name_of(f, ANONYMOUS_MARK, m->text));
   record_end(f->out);
}

/* What the heap held at the peak of the sum, where that differs from the
   snapshot in hand. */
static void put_heap_parts(const struct export_ms2_facts *f, size_t index)
{
   const struct profile *p = f->profile;
   struct usage *live = arena_array(f->arena, p->n_nodes, sizeof live[0]);
   struct usage *peak = arena_array(f->arena, p->n_nodes, sizeof peak[0]);

   profile_live_at(p, index, live);
   profile_live_at_peak(p, SERIES_SUM, peak);
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      if (peak[i].bytes != live[i].bytes || peak[i].blocks != live[i].blocks)
         PUT('x', SERIES_SUM, i, peak[i].bytes, peak[i].blocks);
   }
}

static void put_series_peak(const struct export_ms2_facts *f,
                            enum series series, size_t index)
{
   const struct other_peak *peak = &f->profile->facts.peaks[series];
   const uint64_t *when = peak->when.on;

   if (series == SERIES_SUM)
      put_heap_parts(f, index);
   for (size_t i = 0; i < peak->n_pages; i++)
      PUT('y', series, peak->pages[i].node, peak->pages[i].kind,
          peak->pages[i].bytes);
   for (size_t i = 0; i < peak->n_stacks; i++)
      PUT('K', series, peak->stacks[i].thread, peak->stacks[i].bytes,
          peak->stacks[i].node);
   PUT('X', series, when[AXIS_SUPERBLOCKS], when[AXIS_MS], when[AXIS_BYTES],
       when[AXIS_CALLS], when[AXIS_INSTRUCTIONS], peak->bytes, peak->heap_bytes,
       peak->pages_bytes, peak->stack_bytes);
}

void export_ms2_facts_after(struct export_ms2_facts *f, size_t from,
                            size_t index)
{
   const struct facts *facts = &f->profile->facts;

   for (; f->next_mark < facts->n_marks &&
          facts->marks[f->next_mark].snapshot <= index;
        f->next_mark++)
      put_mark(f, &facts->marks[f->next_mark]);
   for (enum series s = SERIES_HEAP + 1; s < SERIES_COUNT; s++) {
      const struct other_peak *peak = &facts->peaks[s];

      if (peak->known && peak->snapshot >= from && peak->snapshot <= index)
         put_series_peak(f, s, index);
   }
}

/* The facts of the whole run. */

static void put_contexts(const struct export_ms2_facts *f)
{
   struct context_facts c;

   for (size_t i = 0; i < f->profile->facts.n_contexts; i++) {
      facts_context(&f->profile->facts, i, &c);
      record_begin(f->out, 'c');
      record_numbers(f->out,
                     (const uint64_t[]){c.node, c.max_bytes, c.max_blocks,
                                        c.min_size, c.max_size, c.lifetime_sum,
                                        c.lifetime_max, c.short_lived.blocks,
                                        c.short_lived.bytes,
                                        c.other_thread_blocks},
                     10);
      for (uint64_t k = 0; k < FACTS_BUCKETS; k++) {
         if (c.buckets[k] > 0)
            record_numbers(f->out, (const uint64_t[]){k, c.buckets[k]}, 2);
      }
      record_end(f->out);
   }
}

static void put_chains(const struct export_ms2_facts *f)
{
   for (size_t i = 0; i < f->profile->facts.n_chains; i++) {
      const struct chain *c = &f->profile->facts.chains[i];

      PUT('r', c->node, c->n_chains, c->n_steps, c->first_bytes, c->last_bytes,
          c->copied_bytes, c->longest_steps, c->longest_first, c->longest_last);
   }
}

static void put_threads(const struct export_ms2_facts *f)
{
   for (uint32_t i = 1; i < f->profile->facts.n_threads; i++) {
      const struct thread *t = &f->profile->facts.threads[i];

      if (t->has_facts)
         PUT('u', i, t->last_superblocks, t->last_ms, t->ended,
             t->allocated.bytes, t->allocated.blocks, t->freed.bytes,
             t->freed.blocks, t->other_freed_blocks);
      if (t->deepest_bytes > 0)
         PUT('k', i, t->deepest_bytes, t->deepest_superblocks, t->deepest_node);
   }
}

static void put_regions(const struct export_ms2_facts *f)
{
   const struct facts *facts = &f->profile->facts;

   for (uint32_t i = 1; i < facts->n_regions; i++) {
      const struct region *r = &facts->regions[i];

      PUT('v', i, r->n_calls, r->allocated.bytes, r->allocated.blocks,
          r->freed.bytes, r->freed.blocks, r->peak_bytes);
   }
   for (size_t i = 0; i < facts->n_sites; i++) {
      const struct region_site *s = &facts->sites[i];

      PUT('z', s->region, s->node, s->allocated.bytes, s->allocated.blocks,
          s->freed.bytes, s->freed.blocks);
   }
}

void export_ms2_facts_end(struct export_ms2_facts *f)
{
   put_contexts(f);
   put_chains(f);
   put_threads(f);
   put_regions(f);
}
