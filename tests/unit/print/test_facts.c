/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts: packing, which of several lines counts, differences, peaks. */
#include "model/facts_build.h"

#include <string.h>

#include "model/profile_build.h"
#include "tap.h"

#define USAGE(bytes, blocks) ((struct usage){(bytes), (blocks)})

/* Nodes 1, 2 and 3 below the root; not finished, so that facts need not be the
   run's last. */
static struct profile_build *start(void)
{
   struct profile_build *b = profile_build_new("test", PROFILE_MS2);

   for (unsigned i = 0; i < 3; i++)
      profile_build_node(b, 0, 0);
   return b;
}

static bool snapshot(struct profile_build *b, uint64_t pages_bytes)
{
   const struct snapshot s = {.has_tree = true};
   const struct record_levels levels = {.pages_bytes = pages_bytes,
                                        .max_pages_bytes = pages_bytes,
                                        .sum_bytes = pages_bytes,
                                        .max_sum_bytes = pages_bytes};

   profile_build_levels(b, &levels);
   return profile_build_snapshot(b, &s);
}

static struct record_context_facts full(void)
{
   return (struct record_context_facts){.node = 2,
                                        .max_bytes = UINT64_MAX,
                                        .max_blocks = 1000,
                                        .min_size = 0,
                                        .max_size = 127,
                                        .lifetime_sum = 128,
                                        .lifetime_max = 128,
                                        .short_lived_blocks = 300,
                                        .short_lived_bytes = UINT64_MAX - 1,
                                        .other_thread_blocks = 1,
                                        .realloc_blocks = 77};
}

static void add_sizes(struct facts_build *f)
{
   for (unsigned i = 0; i < FACTS_BUCKETS; i++)
      facts_build_sizes(f, &(struct record_sizes){i, i + 1});
}

/* All numbers, none of which may be lost. */
static bool is_same(const struct context_facts *found,
                    const struct record_context_facts *c)
{
   bool same = true;

#define SAME(name, type, role, unit) same = same && found->name == c->name;
   MS2_FIELDS_context_facts(SAME)
#undef SAME
       struct facts_sizes sizes = found->sizes;
   struct facts_size size;
   for (unsigned i = 0; i < FACTS_BUCKETS; i++) {
      same = same && facts_sizes_next(&sizes, &size) && size.bucket == i &&
             size.calls == i + 1;
   }
   return same && !facts_sizes_next(&sizes, &size);
}

static void test_packing(void)
{
   struct profile_build *b = start();
   struct facts_build *f = profile_build_facts(b);
   struct record_context_facts c = full(), old = {2, .max_bytes = 5};

   tap_ok(facts_build_context(f, &old), "facts of a context");
   add_sizes(f);
   tap_ok(facts_build_context(f, &c), "and newer ones");
   old.node = 1;
   tap_ok(facts_build_context(f, &old), "facts of another one");
   snapshot(b, 0);
   struct profile *p = profile_build_seal(b);
   tap_is_u64(p->facts.n_contexts, 2, "each context is there once");
   struct context_facts found;
   tap_ok(facts_context_find(&p->facts, 2, &found), "it is found");
   tap_ok(is_same(&found, &c),
          "and comes out as the newer line said, whatever the numbers");
   facts_context(&p->facts, 0, &found);
   tap_is_u64(found.node, 1, "they are in the order of their nodes");
   tap_ok(!facts_context_find(&p->facts, 3, &found), "another has none");
   tap_is_u64(found.max_bytes, 0, "which is zeroes");
   profile_free(p);
}

static void test_buckets(void)
{
   tap_is_u64(facts_bucket(0), 0, "size 0 is in bucket 0");
   tap_is_u64(facts_bucket(1), 1, "size 1 is in bucket 1");
   tap_is_u64(facts_bucket(3), 2, "size 3 is in bucket 2");
   tap_is_u64(facts_bucket(4), 3, "size 4 is in bucket 3");
   tap_is_u64(facts_bucket(UINT64_MAX), FACTS_BUCKETS - 1,
              "the largest size is in the last one");
}

/* More lines than are kept apart. */
#define MANY 10000

static void test_pages(void)
{
   struct profile_build *b = start();
   struct facts_build *f = profile_build_facts(b);

   for (unsigned i = 1; i <= MANY; i++) {
      const struct mapper more = {.node = 1 + i % 2,
                                  .kind = PAGE_ANONYMOUS,
                                  .mapped = 3,
                                  .unmapped = 1};

      facts_build_pages(f, &more);
      if (i % 100 == 0 && !snapshot(b, 2 * i))
         break;
   }
   tap_ok(snapshot(b, 2 * MANY), "snapshots agree with the sum of changes");
   tap_ok(!snapshot(b, 2 * MANY + 1), "and not with another");
   facts_build_pages(
       f, &(struct mapper){.node = 1, .kind = PAGE_ANONYMOUS, .mapped = 99});
   struct profile *p = profile_build_seal(b);
   tap_is_u64(p->facts.n_mappers, 2, "one entry a node and kind");
   tap_is_u64(p->facts.mappers[0].mapped, 3 * MANY / 2,
              "what no snapshot puts into force does not count");
   tap_is_u64(p->facts.mappers[1].unmapped, MANY / 2, "what was unmapped");
   profile_free(p);
}

static void add_peak(struct profile_build *b, uint64_t bytes)
{
   struct facts_build *f = profile_build_facts(b);
   const struct other_peak peak = {.bytes = bytes, .pages_bytes = bytes};

   facts_build_page_part(f, SERIES_PAGES,
                         &(struct mapper_part){2, PAGE_BREAK, bytes - 1, 0});
   facts_build_page_part(f, SERIES_PAGES,
                         &(struct mapper_part){1, PAGE_ANONYMOUS, 1, 0});
   tap_ok(profile_build_other_peak(b, SERIES_PAGES, &peak),
          "a peak whose parts add up");
}

static void test_peaks(void)
{
   struct profile_build *b = start();
   struct facts_build *f = profile_build_facts(b);

   snapshot(b, 0);
   add_peak(b, 10);
   add_peak(b, 20);
   facts_build_page_part(f, SERIES_PAGES,
                         &(struct mapper_part){1, PAGE_ANONYMOUS, 1, 0});
   struct profile *p = profile_build_seal(b);
   const struct other_peak *peak = &p->facts.peaks[SERIES_PAGES];
   tap_ok(peak->known, "the peak is known");
   tap_is_u64(peak->bytes, 20, "the later one counts");
   tap_is_u64(peak->n_pages, 2, "with its own parts only");
   tap_is_u64(peak->pages[0].node, 1, "in the order of their nodes");
   tap_is_u64(peak->pages[1].bytes, 19, "and with their bytes");
   tap_is_u64(profile_highest(p, SERIES_PAGES), 20, "it is the highest");
   profile_free(p);
}

static void test_heap_parts(void)
{
   struct profile_build *b = start();
   const struct snapshot s = {.when.on = {[AXIS_BYTES] = 100, [AXIS_CALLS] = 2},
                              .heap = {100, 2},
                              .max_heap_bytes = 100,
                              .has_tree = true};
   struct other_peak peak = {.bytes = 75, .heap_bytes = 75};

   profile_build_delta(b, 2, USAGE(100, 2), USAGE(0, 0));
   profile_build_snapshot(b, &s);
   profile_build_heap_part(b, 2, USAGE(70, 1));
   profile_build_heap_part(b, 3, USAGE(5, 1));
   tap_ok(profile_build_other_peak(b, SERIES_SUM, &peak),
          "the heap at the peak of the sum");
   struct profile *p = profile_build_seal(b);
   struct usage live[4];
   profile_live_at_peak(p, SERIES_SUM, live);
   tap_is_u64(live[p->context_of[1]].bytes, 0,
              "a context as it was at the snapshot");
   tap_is_u64(live[p->context_of[2]].bytes, 70, "one that had changed");
   tap_is_u64(live[p->context_of[3]].bytes, 5,
              "one that was there at the peak only");
   profile_free(p);

   b = start();
   profile_build_delta(b, 2, USAGE(100, 2), USAGE(0, 0));
   profile_build_snapshot(b, &s);
   profile_build_heap_part(b, 2, USAGE(71, 1));
   tap_ok(!profile_build_other_peak(b, SERIES_SUM, &peak),
          "parts that do not add up");
   profile_build_drop(b);
}

static void test_threads(void)
{
   struct profile_build *b = start();
   struct facts_build *f = profile_build_facts(b);
   struct thread t = {.start_superblocks = 7, .last_superblocks = 9};

   tap_ok(!facts_build_thread_get(f, 1), "there is no thread yet");
   facts_build_thread(f, &t);
   tap_ok(!facts_build_thread_get(f, 0), "number 0 is no thread");
   facts_build_thread_name(f, 1, "one");
   facts_build_thread_name(f, 1, "two");
   tap_ok(facts_build_thread_facts(f, 1, &t), "what it did");
   t.last_superblocks = 6;
   tap_ok(!facts_build_thread_facts(f, 1, &t), "it ends behind its start");
   facts_build_chain(f, &(struct record_chain){3, .chains = 1, .steps = 2});
   facts_build_chain(f, &(struct record_chain){3, .chains = 1, .steps = 5});
   struct profile *p = profile_build_seal(b);
   tap_is_u64(p->facts.n_threads, 2, "one thread, and number 0");
   tap_is_str(p->facts.threads[1].name, "two", "the last name counts");
   tap_is_u64(facts_chain_find(&p->facts, 3)->steps, 5,
              "the last line of a chain counts");
   tap_ok(!facts_chain_find(&p->facts, 2), "another context has none");
   profile_free(p);
}

int main(void)
{
   test_packing();
   test_buckets();
   test_pages();
   test_peaks();
   test_heap_parts();
   test_threads();
   return tap_done();
}
