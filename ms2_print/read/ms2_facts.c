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

/* A kind or a series that a newer minor version added: the line is skipped. */
static bool skip(struct reader *r)
{
   r->at = r->line.text + r->line.length;
   return true;
}

/* "[bucket blocks]..." to the end of the line. */
static bool buckets(struct reader *r, struct context_facts *c)
{
   uint64_t f[2], least = 0;

   while (!field_at_end(r)) {
      const char *start = r->at + 1;

      if (!field_numbers(r, f, 2))
         return false;
      if (f[0] < least || f[0] >= FACTS_BUCKETS || f[1] == 0) {
         r->at = start;
         return reader_expected(r, "rising buckets up to 64, none of them "
                                   "empty");
      }
      c->buckets[f[0]] = f[1];
      least = f[0] + 1;
   }
   return true;
}

bool read_context_facts(struct reader *r)
{
   struct context_facts c = {0};
   uint64_t f[10];

   if (!field_numbers(r, f, 10))
      return false;
   c.max_bytes = f[1];
   c.max_blocks = f[2];
   c.min_size = f[3];
   c.max_size = f[4];
   c.lifetime_sum = f[5];
   c.lifetime_max = f[6];
   c.short_lived = (struct usage){f[8], f[7]};
   c.other_thread_blocks = f[9];
   return buckets(r, &c) &&
          reader_check(r, facts_build_context(facts(r), &c, f[0]));
}

bool read_chain(struct reader *r)
{
   struct chain c = {0};
   uint64_t f[9];

   if (!field_numbers(r, f, 9))
      return false;
   c = (struct chain){.n_chains = f[1],
                      .n_steps = f[2],
                      .first_bytes = f[3],
                      .last_bytes = f[4],
                      .copied_bytes = f[5],
                      .longest_steps = f[6],
                      .longest_first = f[7],
                      .longest_last = f[8]};
   return reader_check(r, facts_build_chain(facts(r), &c, f[0]));
}

bool read_thread(struct reader *r)
{
   struct thread t = {0};

   return field_number(r, &t.start_superblocks) &&
          field_number(r, &t.start_ms) &&
          reader_check(r, facts_build_thread(facts(r), &t));
}

bool read_thread_name(struct reader *r)
{
   uint64_t thread;
   char *name;

   return field_number(r, &thread) && field_text(r, &name, &(size_t){0}) &&
          reader_check(r, facts_build_thread_name(facts(r), thread, name));
}

bool read_thread_facts(struct reader *r)
{
   struct thread t = {0};
   uint64_t f[4];

   if (!field_numbers(r, f, 4) || !field_usage(r, &t.allocated) ||
       !field_usage(r, &t.freed) || !field_number(r, &t.other_freed_blocks))
      return false;
   t.last_superblocks = f[1];
   t.last_ms = f[2];
   t.ended = f[3] != 0;
   return reader_check(r, facts_build_thread_facts(facts(r), f[0], &t));
}

bool read_thread_node(struct reader *r)
{
   uint64_t f[2];

   return field_numbers(r, f, 2) &&
          reader_check(r, facts_build_thread_node(facts(r), f[0], f[1]));
}

bool read_deepest(struct reader *r)
{
   uint64_t f[4];
   struct stack_part deepest;

   if (!field_numbers(r, f, 4))
      return false;
   deepest = (struct stack_part){reference(f[0]), reference(f[3]), f[1]};
   return reader_check(r, facts_build_deepest(facts(r), &deepest, f[2]));
}

bool read_pages(struct reader *r)
{
   uint64_t f[4];
   struct pages more;

   if (!field_numbers(r, f, 4))
      return false;
   if (!facts_build_is_kind(f[1]))
      return skip(r);
   more = (struct pages){reference(f[0]), (enum page_kind)f[1], f[2], f[3]};
   return reader_check(r, facts_build_pages(facts(r), &more));
}

bool read_part(struct reader *r)
{
   uint64_t f[4];

   if (!field_numbers(r, f, 4))
      return false;
   if (f[0] != SERIES_SUM)
      return skip(r);
   return reader_check(
       r, profile_build_heap_part(r->build, f[1], (struct usage){f[2], f[3]}));
}

bool read_page_part(struct reader *r)
{
   uint64_t f[4];
   struct page_part part;

   if (!field_numbers(r, f, 4))
      return false;
   if (!facts_build_is_series(f[0]) || !facts_build_is_kind(f[2]))
      return skip(r);
   part = (struct page_part){reference(f[1]), (enum page_kind)f[2], f[3]};
   return reader_check(
       r, facts_build_page_part(facts(r), (enum series)f[0], &part));
}

bool read_stack_part(struct reader *r)
{
   uint64_t f[4];
   struct stack_part part;

   if (!field_numbers(r, f, 4))
      return false;
   if (!facts_build_is_series(f[0]))
      return skip(r);
   part = (struct stack_part){reference(f[1]), reference(f[3]), f[2]};
   return reader_check(
       r, facts_build_stack_part(facts(r), (enum series)f[0], &part));
}

bool read_other_peak(struct reader *r)
{
   uint64_t series, f[9];
   struct other_peak peak;

   if (!field_number(r, &series) || !field_numbers(r, f, 9))
      return false;
   if (!facts_build_is_series(series))
      return skip(r);
   peak = (struct other_peak){.when.on = {[AXIS_SUPERBLOCKS] = f[0],
                                          [AXIS_MS] = f[1],
                                          [AXIS_BYTES] = f[2],
                                          [AXIS_CALLS] = f[3],
                                          [AXIS_INSTRUCTIONS] = f[4]},
                              .bytes = f[5],
                              .heap_bytes = f[6],
                              .pages_bytes = f[7],
                              .stack_bytes = f[8]};
   return reader_check(
       r, profile_build_other_peak(r->build, (enum series)series, &peak));
}

bool read_region(struct reader *r)
{
   uint64_t parent;
   char *name;

   return field_number(r, &parent) && field_text(r, &name, &(size_t){0}) &&
          reader_check(r, facts_build_region(facts(r), parent, name));
}

bool read_region_facts(struct reader *r)
{
   struct region region = {0};
   uint64_t number;

   return field_number(r, &number) && field_number(r, &region.n_calls) &&
          field_usage(r, &region.allocated) && field_usage(r, &region.freed) &&
          field_number(r, &region.peak_bytes) &&
          reader_check(r, facts_build_region_facts(facts(r), number, &region));
}

bool read_region_site(struct reader *r)
{
   struct region_site site = {0};
   uint64_t f[2];

   if (!field_numbers(r, f, 2) || !field_usage(r, &site.allocated) ||
       !field_usage(r, &site.freed))
      return false;
   site.region = reference(f[0]);
   site.node = reference(f[1]);
   return reader_check(r, facts_build_site(facts(r), &site));
}

static bool is_how(const char *word, size_t length)
{
   static const char *const words[] = {"label", "begin", "end", "mark"};

   for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
      if (field_word_is(word, length, words[i]))
         return true;
   }
   return false;
}

bool read_mark(struct reader *r)
{
   struct run_mark m = {.text = ""};
   uint64_t f[4];
   const char *how;
   size_t length;
   char *text;

   if (!field_blank(r))
      return false;
   how = r->at;
   length = strcspn(how, " ");
   if (!is_how(how, length))
      return reader_expected(r, "label, begin, end or mark");
   r->at += length;
   if (!field_numbers(r, f, 4))
      return false;
   if (!field_at_end(r)) {
      if (!field_text(r, &text, &(size_t){0}))
         return false;
      m.text = arena_strdup(profile_build_arena(r->build), text);
   }
   m.how = arena_strndup(profile_build_arena(r->build), how, length);
   m.region = reference(f[0]);
   m.thread = reference(f[1]);
   m.superblocks = f[2];
   m.ms = f[3];
   return reader_check(r, facts_build_mark(facts(r), &m));
}
