/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of what stands beside the heap's course: churn and sizes, growth,
   threads, mapped pages, other peaks, regions, marks. */
#include "read/ms2.h"

#include <string.h>

#include "base/arena.h"
#include "model/facts_build.h"
#include "read/field.h"

static struct facts_build *facts(struct reader *r)
{
   return profile_build_facts(r->build);
}

/* The number of something in a 32-bit field; what is above cannot exist, and
   the build will say so. */
static uint32_t reference(uint64_t number)
{
   return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

bool ms2_read_sizes(struct reader *r, const struct record_sizes *f)
{
   return reader_check(r, facts_build_sizes(facts(r), f));
}

bool ms2_read_context_facts(struct reader *r,
                            const struct record_context_facts *f)
{
   return reader_check(r, facts_build_context(facts(r), f));
}

bool ms2_read_chain(struct reader *r, const struct record_chain *f)
{
   return reader_check(r, facts_build_chain(facts(r), f));
}

bool ms2_read_library(struct reader *r, const struct record_library *f)
{
   const struct heap_part part = {reference(f->node), {f->bytes, f->blocks}};

   return reader_check(r, facts_build_library(facts(r), &part));
}

bool ms2_read_waited(struct reader *r, const struct record_waited *f)
{
   return reader_check(r, facts_build_waited(facts(r), f));
}

bool ms2_read_survivors(struct reader *r, const struct record_survivors *f)
{
   const struct survivors survivors = {
       reference(f->node), reference(f->snapshot), {f->bytes, f->blocks}};

   return reader_check(r, facts_build_survivors(facts(r), &survivors));
}

bool ms2_read_thread(struct reader *r, const struct record_thread *f)
{
   const struct thread t = {.start_superblocks = f->superblocks,
                            .start_ms = f->ms};

   return reader_check(r, facts_build_thread(facts(r), &t));
}

bool ms2_read_thread_name(struct reader *r, const struct record_thread_name *f)
{
   return reader_check(
       r, facts_build_thread_name(facts(r), f->thread, f->text.start));
}

bool ms2_read_thread_facts(struct reader *r,
                           const struct record_thread_facts *f)
{
   const struct thread t = {.last_superblocks = f->superblocks,
                            .last_ms = f->ms,
                            .ended = f->ended != 0,
                            .allocated = {f->alloc_bytes, f->alloc_blocks},
                            .freed = {f->freed_bytes, f->freed_blocks},
                            .other_freed_blocks = f->other_freed_blocks};

   return reader_check(r, facts_build_thread_facts(facts(r), f->thread, &t));
}

bool ms2_read_thread_node(struct reader *r, const struct record_thread_node *f)
{
   return reader_check(r,
                       facts_build_thread_node(facts(r), f->node, f->thread));
}

bool ms2_read_deepest(struct reader *r, const struct record_deepest *f)
{
   const struct stack_part deepest = {reference(f->thread), reference(f->node),
                                      f->bytes};

   return reader_check(r,
                       facts_build_deepest(facts(r), &deepest, f->superblocks));
}

/* Lines of a kind or a series that a newer minor version added are skipped. */

bool ms2_read_pages(struct reader *r, const struct record_pages *f)
{
   const struct mapper more = {.node = reference(f->node),
                               .kind = (enum page_kind)f->kind,
                               .mapped = f->mapped_bytes,
                               .unmapped = f->unmapped_bytes};

   return !facts_build_is_kind(f->kind) ||
          reader_check(r, facts_build_pages(facts(r), &more));
}

bool ms2_read_mappings(struct reader *r, const struct record_mappings *f)
{
   const struct mapper more = {.node = reference(f->node),
                               .kind = (enum page_kind)f->kind,
                               .mapped_blocks = f->mapped_blocks,
                               .unmapped_blocks = f->unmapped_blocks};

   return !facts_build_is_kind(f->kind) ||
          reader_check(r, facts_build_pages(facts(r), &more));
}

bool ms2_read_part(struct reader *r, const struct record_part *f)
{
   return f->series != SERIES_SUM ||
          reader_check(
              r, profile_build_heap_part(r->build, f->node,
                                         (struct usage){f->bytes, f->blocks}));
}

bool ms2_read_page_part(struct reader *r, const struct record_page_part *f)
{
   const struct mapper_part part = {reference(f->node), (enum page_kind)f->kind,
                                    f->bytes, 0};

   return !facts_build_is_series(f->series) || !facts_build_is_kind(f->kind) ||
          reader_check(r, facts_build_page_part(facts(r),
                                                (enum series)f->series, &part));
}

bool ms2_read_mapping_part(struct reader *r,
                           const struct record_mapping_part *f)
{
   const struct mapper_part part = {reference(f->node), (enum page_kind)f->kind,
                                    0, f->blocks};

   return !facts_build_is_series(f->series) || !facts_build_is_kind(f->kind) ||
          reader_check(r, facts_build_page_part(facts(r),
                                                (enum series)f->series, &part));
}

bool ms2_read_stack_part(struct reader *r, const struct record_stack_part *f)
{
   const struct stack_part part = {reference(f->thread), reference(f->node),
                                   f->bytes};

   return !facts_build_is_series(f->series) ||
          reader_check(r, facts_build_stack_part(
                              facts(r), (enum series)f->series, &part));
}

bool ms2_read_other_peak(struct reader *r, const struct record_other_peak *f)
{
   const struct other_peak peak = {.when = READ_MOMENT(f),
                                   .bytes = f->bytes,
                                   .heap_bytes = f->heap_bytes,
                                   .pages_bytes = f->pages_bytes,
                                   .stack_bytes = f->stack_bytes};

   return !facts_build_is_series(f->series) ||
          reader_check(r, profile_build_other_peak(
                              r->build, (enum series)f->series, &peak));
}

bool ms2_read_region(struct reader *r, const struct record_region *f)
{
   return reader_check(r,
                       facts_build_region(facts(r), f->parent, f->text.start));
}

bool ms2_read_region_facts(struct reader *r,
                           const struct record_region_facts *f)
{
   const struct region region = {.n_calls = f->calls,
                                 .allocated = {f->alloc_bytes, f->alloc_blocks},
                                 .freed = {f->freed_bytes, f->freed_blocks},
                                 .peak_bytes = f->peak_bytes};

   return reader_check(r,
                       facts_build_region_facts(facts(r), f->region, &region));
}

bool ms2_read_region_site(struct reader *r, const struct record_region_site *f)
{
   const struct region_site site = {
       .region = reference(f->region),
       .node = reference(f->node),
       .allocated = {f->alloc_bytes, f->alloc_blocks},
       .freed = {f->freed_bytes, f->freed_blocks}};

   return reader_check(r, facts_build_site(facts(r), &site));
}

static bool is_how(const struct record_text *word)
{
   static const char *const words[] = {"label", "begin", "end", "mark"};

   for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
      if (field_word_is(word, words[i]))
         return true;
   }
   return false;
}

bool ms2_read_mark(struct reader *r, const struct record_mark *f)
{
   struct arena *a = profile_build_arena(r->build);
   struct run_mark m = {.region = reference(f->region),
                        .thread = reference(f->thread),
                        .superblocks = f->superblocks,
                        .ms = f->ms};

   if (!is_how(&f->how)) {
      r->at = f->how.start;
      return reader_expected(r, "label, begin, end or mark");
   }
   m.how = arena_strndup(a, f->how.start, f->how.length);
   m.text = arena_strdup(a, f->text.start);
   return reader_check(r, facts_build_mark(facts(r), &m));
}
