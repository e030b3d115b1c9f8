/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an ms2 file holds beside the heap's course, written anew.

   Where snapshots are left out, their changes of mapped pages are added up to
   the next one that is written, as those of the heap are. */
#include "export/ms2_facts.h"

#include "export/anonymize.h"
#include "base/arena.h"
#include "export/ms2_use.h"
#include "export/record.h"

struct export_ms2_facts {
   const struct profile *profile;
   struct out *out;
   struct arena *arena;
   struct anonymize *names;
   uint32_t *numbers; /* by snapshot: that of the one written, from 1, in which
                         it is */
   uint32_t n_written;
   size_t next_mark, next_look;
   size_t n_searches;    /* written */
   bool has_contexts;    /* their facts are written */
   struct mapper *pages; /* of facts.mappers: what is to be written next */
   uint32_t *changed;    /* those of them that are not all zero */
   size_t n_changed;
   size_t n_seen; /* snapshots whose changes are in it */
};

struct export_ms2_facts *export_ms2_facts_new(struct arena *a,
                                              const struct profile *p,
                                              struct out *out,
                                              struct anonymize *names)
{
   struct export_ms2_facts *f = arena_alloc(a, sizeof *f);

   *f = (struct export_ms2_facts){
       .profile = p, .out = out, .arena = a, .names = names};
   f->pages = arena_array(a, p->facts.n_mappers, sizeof f->pages[0]);
   f->changed = arena_array(a, p->facts.n_mappers, sizeof f->changed[0]);
   f->numbers = arena_array(a, p->n_snapshots, sizeof f->numbers[0]);
   return f;
}

static const char *name_of(const struct export_ms2_facts *f,
                           enum anonymous kind, const char *text)
{
   return f->names ? anonymize_text(f->names, kind, text) : text;
}

static void put_roots(const struct export_ms2_facts *f)
{
   const struct facts *facts = &f->profile->facts;

   for (uint32_t i = 1; i < facts->n_roots; i++) {
      const struct root *r = &facts->roots[i];

      record_put_root(f->out, r->kind, r->object, r->address, r->thread,
                      r->code, r->node,
                      name_of(f, ANONYMOUS_VARIABLE, r->name));
   }
}

void export_ms2_facts_names(struct export_ms2_facts *f)
{
   const struct facts *facts = &f->profile->facts;

   for (uint32_t i = 1; i < facts->n_threads; i++) {
      const struct thread *t = &facts->threads[i];

      record_put_thread(f->out, t->start_superblocks, t->start_ms);
      if (t->node > 0)
         record_put_thread_node(f->out, t->node, i);
      if (t->name[0]) {
         record_put_thread_name(f->out, i,
                                name_of(f, ANONYMOUS_THREAD, t->name));
      }
   }
   for (uint32_t i = 1; i < facts->n_regions; i++) {
      record_put_region(f->out, facts->regions[i].parent,
                        name_of(f, ANONYMOUS_REGION, facts->regions[i].name));
   }
   put_roots(f);
}

/* Mapped pages. */

static bool is_zero(const struct mapper *m)
{
   return (m->mapped | m->unmapped | m->mapped_blocks | m->unmapped_blocks) ==
          0;
}

static void put_pages(const struct export_ms2_facts *f, size_t i)
{
   const struct mapper *m = &f->profile->facts.mappers[i];
   struct mapper *now = &f->pages[i];

   if (now->mapped > 0 || now->unmapped > 0)
      record_put_pages(f->out, m->node, m->kind, now->mapped, now->unmapped);
   if (now->mapped_blocks > 0 || now->unmapped_blocks > 0) {
      record_put_mappings(f->out, m->node, m->kind, now->mapped_blocks,
                          now->unmapped_blocks);
   }
   *now = (struct mapper){.node = 0};
}

static void add_pages(struct export_ms2_facts *f, size_t index)
{
   struct delta_cursor c = profile_page_deltas(f->profile, index);
   struct delta d;

   while (deltas_next(&c, &d)) {
      if (is_zero(&f->pages[d.node]))
         f->changed[f->n_changed++] = d.node;
      f->pages[d.node].mapped += d.allocated.bytes;
      f->pages[d.node].mapped_blocks += d.allocated.blocks;
      f->pages[d.node].unmapped += d.freed.bytes;
      f->pages[d.node].unmapped_blocks += d.freed.blocks;
   }
}

void export_ms2_facts_before(struct export_ms2_facts *f, size_t index)
{
   for (; f->n_seen <= index; f->n_seen++)
      add_pages(f, f->n_seen);
   for (size_t i = 0; i < f->n_changed; i++)
      put_pages(f, f->changed[i]);
   f->n_changed = 0;
}

/* Marks, and peaks of other series. */

static void put_mark(const struct export_ms2_facts *f, const struct run_mark *m)
{
   record_put_mark(f->out, m->how, m->region, m->thread, m->superblocks, m->ms,
                   name_of(f, ANONYMOUS_MARK, m->text));
}

/* What the heap held at the peak of the sum, where that differs from the
   snapshot in hand. */
static void put_heap_parts(const struct export_ms2_facts *f, size_t index)
{
   const struct profile *p = f->profile;
   struct usage *live = arena_array(f->arena, p->n_contexts, sizeof live[0]);
   struct usage *peak = arena_array(f->arena, p->n_contexts, sizeof peak[0]);

   profile_live_at(p, index, live);
   profile_live_at_peak(p, SERIES_SUM, peak);
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];

      if (!usage_equal(peak[c], live[c]))
         record_put_part(f->out, SERIES_SUM, i, RECORD_USAGE(peak[c]));
   }
}

static void put_series_peak(const struct export_ms2_facts *f,
                            enum series series, size_t index)
{
   const struct other_peak *peak = &f->profile->facts.peaks[series];

   if (series == SERIES_SUM)
      put_heap_parts(f, index);
   for (size_t i = 0; i < peak->n_pages; i++) {
      record_put_page_part(f->out, series, peak->pages[i].node,
                           peak->pages[i].kind, peak->pages[i].bytes);
      if (peak->pages[i].blocks > 0) {
         record_put_mapping_part(f->out, series, peak->pages[i].node,
                                 peak->pages[i].kind, peak->pages[i].blocks);
      }
   }
   for (size_t i = 0; i < peak->n_stacks; i++) {
      record_put_stack_part(f->out, series, peak->stacks[i].thread,
                            peak->stacks[i].bytes, peak->stacks[i].node);
   }
   record_put_other_peak(f->out, series, RECORD_MOMENT(peak->when), peak->bytes,
                         peak->heap_bytes, peak->pages_bytes,
                         peak->stack_bytes);
}

#define OF_CONTEXT(name, type, role, unit) , c.name

static void put_contexts(const struct export_ms2_facts *f)
{
   struct context_facts c;
   struct facts_size size;

   for (size_t i = 0; i < f->profile->facts.n_contexts; i++) {
      facts_context(&f->profile->facts, i, &c);
      while (facts_sizes_next(&c.sizes, &size))
         record_put_sizes(f->out, size.bucket, size.calls);
      record_put_context_facts(f->out MS2_FIELDS_context_facts(OF_CONTEXT));
   }
}

/* Where snapshots were left out, those of several are the next one's. */
static void put_survivors(const struct export_ms2_facts *f,
                          const struct survivors_look *look)
{
   struct survivors sum = {0};

   for (size_t i = 0; i < look->n; i++) {
      const struct survivors *s = &look->rows[i];
      const uint32_t number = s->snapshot ? f->numbers[s->snapshot - 1] : 0;

      if (s->node != sum.node || number != sum.snapshot) {
         if (sum.live.blocks > 0) {
            record_put_survivors(f->out, sum.node, sum.snapshot,
                                 RECORD_USAGE(sum.live));
         }
         sum = (struct survivors){.node = s->node, .snapshot = number};
      }
      usage_add(&sum.live, s->live);
   }
   if (sum.live.blocks > 0) {
      record_put_survivors(f->out, sum.node, sum.snapshot,
                           RECORD_USAGE(sum.live));
   }
}

/* Who held what. */

static void put_search(struct export_ms2_facts *f, const struct owner_search *s)
{
   const uint64_t number = ++f->n_searches;

   record_put_search(f->out, s->how, RECORD_MOMENT(s->when),
                     RECORD_USAGE(s->heap), s->roots_bytes, s->pools_bytes,
                     s->search_us);
   for (uint32_t i = 1; i < s->n_owners; i++) {
      const struct owner *o = &s->owners[i];

      record_put_owner(f->out, number, o->parent, o->kind, o->number, o->loss,
                       o->offset, RECORD_USAGE(o->own));
   }
   for (size_t i = 0; i < s->n_pointers; i++) {
      record_put_owner_pointers(f->out, number, s->pointers[i].from,
                                s->pointers[i].to, s->pointers[i].n);
   }
   for (size_t i = 0; i < s->n_totals; i++) {
      record_put_owner_total(f->out, number, s->totals[i].node,
                             s->totals[i].loss,
                             RECORD_USAGE(s->totals[i].blocks));
   }
   for (size_t i = 0; i < s->n_blocks; i++) {
      const struct owner_block *b = &s->blocks[i];

      record_put_owner_block(f->out, number, b->owner, b->node, b->address,
                             b->bytes, RECORD_USAGE(b->retained));
   }
}

void export_ms2_facts_after(struct export_ms2_facts *f, size_t from,
                            size_t index)
{
   const struct facts *facts = &f->profile->facts;

   f->n_written++;
   for (size_t i = from; i <= index; i++)
      f->numbers[i] = f->n_written;
   for (; f->next_mark < facts->n_marks &&
          facts->marks[f->next_mark].snapshot <= index;
        f->next_mark++) {
      put_mark(f, &facts->marks[f->next_mark]);
   }
   while (f->n_searches < facts->n_searches &&
          facts->searches[f->n_searches].snapshot <= index) {
      put_search(f, &facts->searches[f->n_searches]);
   }
   for (enum series s = SERIES_HEAP + 1; s < SERIES_COUNT; s++) {
      const struct other_peak *peak = &facts->peaks[s];

      if (peak->known && peak->snapshot >= from && peak->snapshot <= index)
         put_series_peak(f, s, index);
   }
   /* Facts of contexts stand behind the snapshot that they are of. */
   if (!f->has_contexts && facts->as_of >= from && facts->as_of <= index &&
       facts->as_of + 1 < f->profile->n_snapshots) {
      put_contexts(f);
      f->has_contexts = true;
   }
   /* A look is of its own snapshot, and goes with it. */
   for (; f->next_look < facts->n_looks &&
          facts->looks[f->next_look].as_of <= index;
        f->next_look++) {
      if (facts->looks[f->next_look].as_of == index)
         put_survivors(f, &facts->looks[f->next_look]);
   }
}

/* The facts of the whole run. */

#define OF_CHAIN(name, type, role, unit) , c->name

static void put_library(const struct export_ms2_facts *f)
{
   for (size_t i = 0; i < f->profile->facts.n_library; i++) {
      const struct heap_part *part = &f->profile->facts.library[i];

      record_put_library(f->out, part->node, RECORD_USAGE(part->live));
   }
}

static void put_chains(const struct export_ms2_facts *f)
{
   for (size_t i = 0; i < f->profile->facts.n_chains; i++) {
      const struct record_chain *c = &f->profile->facts.chains[i];

      record_put_chain(f->out MS2_FIELDS_chain(OF_CHAIN));
   }
}

static void put_threads(const struct export_ms2_facts *f)
{
   for (uint32_t i = 1; i < f->profile->facts.n_threads; i++) {
      const struct thread *t = &f->profile->facts.threads[i];

      if (t->has_facts) {
         record_put_thread_facts(f->out, i, t->last_superblocks, t->last_ms,
                                 t->ended, RECORD_USAGE(t->allocated),
                                 RECORD_USAGE(t->freed), t->other_freed_blocks);
      }
      if (t->deepest_bytes > 0) {
         record_put_deepest(f->out, i, t->deepest_bytes, t->deepest_superblocks,
                            t->deepest_node);
      }
   }
}

static void put_regions(const struct export_ms2_facts *f)
{
   const struct facts *facts = &f->profile->facts;

   for (uint32_t i = 1; i < facts->n_regions; i++) {
      const struct region *r = &facts->regions[i];

      record_put_region_facts(f->out, i, r->n_calls, RECORD_USAGE(r->allocated),
                              RECORD_USAGE(r->freed), r->peak_bytes);
   }
   for (size_t i = 0; i < facts->n_region_sites; i++) {
      const struct region_site *s = &facts->region_sites[i];

      record_put_region_site(f->out, s->region, s->node,
                             RECORD_USAGE(s->allocated),
                             RECORD_USAGE(s->freed));
   }
}

void export_ms2_facts_end(struct export_ms2_facts *f)
{
   if (!f->has_contexts)
      put_contexts(f);
   put_library(f);
   put_chains(f);
   put_threads(f);
   put_regions(f);
   export_ms2_use(f->out, &f->profile->facts.use);
   if (f->profile->facts.waited.ms > 0) {
      record_put_waited(f->out, f->profile->facts.waited.ms,
                        f->profile->facts.waited.waited_ms);
   }
}
