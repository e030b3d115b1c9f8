/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building a profile: sums, the peak, changes that never came into force. */
#include "model/profile_build.h"

#include "base/arena.h"
#include "tap.h"

#define USAGE(bytes, blocks) ((struct usage){(bytes), (blocks)})

/* A profile with three nodes: 1 is the caller of 2 and 3. */
static struct profile_build *start(void)
{
   struct profile_build *b = profile_build_new("test", PROFILE_MS2);
   const struct source named = {1, 0, 0, 7}, nameless = {0, 0, 0, 0};

   profile_build_string(b, "f", 1);
   profile_build_object(b, 0x1000, "/bin/x");
   profile_build_address(b, 0x2000, 1);
   profile_build_source(b, &named);
   profile_build_source(b, &nameless);
   profile_build_address(b, 0x2010, 0);
   profile_build_node(b, 0, 1);
   profile_build_node(b, 1, 2);
   profile_build_node(b, 1, 2);
   profile_build_node_cut(b, 3);
   return b;
}

static bool snapshot(struct profile_build *b, uint64_t clock, struct usage heap,
                     struct usage total)
{
   const struct snapshot s = {.when = {.on = {[AXIS_SUPERBLOCKS] = clock,
                                              [AXIS_BYTES] = total.bytes,
                                              [AXIS_CALLS] = total.blocks}},
                              .heap = heap,
                              .max_heap_bytes = heap.bytes,
                              .has_tree = true};

   return profile_build_snapshot(b, &s);
}

/* Two snapshots; node 2 holds 100 then 40, node 3 nothing then 10. */
static struct profile_build *fill(void)
{
   struct profile_build *b = start();

   profile_build_delta(b, 2, USAGE(100, 2), USAGE(0, 0));
   tap_ok(snapshot(b, 1, USAGE(100, 2), USAGE(100, 2)), "a first snapshot");
   profile_build_delta(b, 2, USAGE(0, 0), USAGE(60, 1));
   profile_build_delta(b, 3, USAGE(10, 1), USAGE(0, 0));
   tap_ok(snapshot(b, 2, USAGE(50, 2), USAGE(110, 3)), "a second one");
   return b;
}

static void test_sums(void)
{
   struct profile *p = profile_build_seal(fill());

   tap_is_u64(p->n_nodes, 4, "the root and three nodes");
   tap_is_u64(p->addresses[1].n_frames, 2, "two source positions");
   tap_ok(p->addresses[1].frames[0].inlined, "the inner one was inlined");
   tap_ok(!p->addresses[1].frames[1].inlined, "the outer one was not");
   tap_is_u64(p->addresses[2].n_frames, 1, "a nameless position");
   tap_is_str(p->addresses[2].frames[0].function, "", "without a name");
   tap_ok(p->nodes[3].cut, "a node without its callers");
   tap_is_u64(profile_totals(p, 2).allocated.bytes, 100, "bytes allocated");
   tap_is_u64(profile_totals(p, 2).freed.bytes, 60, "bytes freed");
   tap_is_u64(profile_totals(p, 2).end.bytes, 40, "bytes at the end");
   tap_is_u64(profile_totals(p, 2).peak.bytes, 100, "bytes at the peak");
   tap_is_u64(p->peak.heap.bytes, 100, "the peak");
   tap_is_u64(p->end.bytes, 50, "the end");
   tap_is_u64(p->total.blocks, 3, "calls in all");
   struct usage live[4];
   profile_live_at(p, 0, live);
   tap_ok(live[p->context_of[2]].bytes == 100 &&
              live[p->context_of[3]].bytes == 0,
          "live at first");
   profile_live_at(p, 1, live);
   tap_ok(live[p->context_of[2]].bytes == 40 &&
              live[p->context_of[3]].bytes == 10,
          "live at last");
   profile_free(p);
}

static void test_peak_parts(void)
{
   struct profile_build *b = fill();
   const struct moment when = {.on = {[AXIS_SUPERBLOCKS] = 1}};

   /* An older peak, which the second replaces; then parts of a third that
      never came. */
   profile_build_peak_part(b, 2, USAGE(70, 1));
   profile_build_peak_part(b, 3, USAGE(0, 0));
   profile_build_peak(b, &when, USAGE(70, 1), 0);
   profile_build_peak_part(b, 2, USAGE(120, 3));
   profile_build_peak(b, &when, USAGE(130, 4), 64);
   profile_build_peak_part(b, 2, USAGE(1, 1));
   profile_build_peak_part(b, 3, USAGE(1, 1));
   struct profile *p = profile_build_seal(b);
   tap_is_u64(p->peak.heap.bytes, 130, "the last peak counts");
   tap_is_u64(p->peak.admin_bytes, 64, "with its admin bytes");
   tap_is_u64(profile_totals(p, 2).peak.bytes, 120, "a part of it");
   tap_is_u64(profile_totals(p, 3).peak.bytes, 10,
              "the rest from the snapshot");
   profile_free(p);
}

static void test_not_in_force(void)
{
   struct profile_build *b = fill();

   profile_build_delta(b, 2, USAGE(1000, 1), USAGE(40, 1));
   struct profile *p = profile_build_seal(b);
   tap_is_u64(p->snapshots[1].n_deltas, 2,
              "changes behind the last snapshot are dropped");
   tap_is_u64(profile_totals(p, 2).end.bytes, 40, "and do not count");
   tap_is_u64(profile_totals(p, 2).allocated.bytes, 100, "in any sum");
   profile_free(p);
}

/* What a fork handed down, given back in the second snapshot; then changes
   that nearly cancel out and do not count. */
static void test_inherited(void)
{
   struct profile_build *b = start();

   profile_build_inherited(b, 3, USAGE(30, 3));
   profile_build_delta(b, 3, USAGE(0, 0), USAGE(10, 1));
   snapshot(b, 1, USAGE(20, 2), USAGE(0, 0));
   profile_build_delta(b, 3, USAGE(5, 1), USAGE(25, 3));
   snapshot(b, 2, USAGE(0, 0), USAGE(5, 1));
   profile_build_delta(b, 3, USAGE(7, 1), USAGE(0, 0));
   profile_build_delta(b, 3, USAGE(0, 0), USAGE(7, 1));
   struct profile *p = profile_build_seal(b);
   tap_is_u64(profile_totals(p, 3).allocated.bytes, 5,
              "inherited is not allocated");
   tap_is_u64(profile_totals(p, 3).freed.bytes, 35, "but freed");
   tap_is_u64(profile_totals(p, 3).end.blocks, 0, "until nothing is left");
   tap_is_u64(profile_totals(p, 3).peak.bytes, 20,
              "the peak has the rest of it");
   struct usage live[4];
   profile_live_at(p, 0, live);
   tap_is_u64(live[p->context_of[3]].blocks, 2, "and the first snapshot");
   profile_free(p);

   b = start();
   profile_build_inherited(b, 3, USAGE(30, 3));
   profile_build_delta(b, 3, USAGE(1, 1), USAGE(10, 1));
   p = profile_build_seal(b);
   tap_is_u64(profile_totals(p, 3).end.bytes, 0,
              "without a snapshot nothing counts");
   tap_is_u64(profile_totals(p, 3).freed.bytes, 0, "neither");
   profile_free(p);
}

/* One fault each: it is found, and described. */
static void test_fault(struct profile_build *b, bool fine, const char *words)
{
   tap_ok(!fine, words);
   tap_is_str(profile_build_fault(b), words, "in these words");
   profile_build_drop(b);
}

static void test_faults(void)
{
   struct profile_build *b = start();
   test_fault(b, profile_build_node(b, 4, 1),
              "expected the number of a node up to 3, found 4");
   b = start();
   test_fault(b, profile_build_node(b, UINT64_MAX, 1),
              "expected the number of a node up to 3, found "
              "18446744073709551615");
   b = start();
   test_fault(b, profile_build_delta(b, 2, USAGE(5, 1), USAGE(6, 1)),
              "expected freed bytes up to 5, found 6");
   b = start();
   test_fault(b, profile_build_delta(b, 2, USAGE(5, 1), USAGE(5, 2)),
              "expected freed blocks up to 1, found 2");
   b = fill();
   test_fault(b, snapshot(b, 1, USAGE(50, 2), USAGE(110, 3)),
              "expected a clock that goes on from 2, found 1");
   b = fill();
   test_fault(b, snapshot(b, 3, USAGE(51, 2), USAGE(110, 3)),
              "expected heap bytes to be 50, found 51");
   b = fill();
   test_fault(b, profile_build_inherited(b, 1, USAGE(1, 1)),
              "expected inherited blocks before the first snapshot only, "
              "found them behind it");
   b = start();
   profile_build_delta(b, 2, USAGE(UINT64_MAX, 1), USAGE(UINT64_MAX, 1));
   test_fault(b, profile_build_delta(b, 2, USAGE(1, 1), USAGE(0, 0)),
              "expected sums of bytes and blocks below 2^64, found more");
}

static void test_false_peak(void)
{
   struct profile_build *b = fill();
   const struct moment when = {.on = {[AXIS_SUPERBLOCKS] = 1}};

   profile_build_peak(b, &when, USAGE(131, 4), 64);
   test_fault(b, profile_build_seal(b) != NULL,
              "expected the parts of the peak to sum up to 131, found 50");
}

int main(void)
{
   test_sums();
   test_peak_parts();
   test_not_in_force();
   test_inherited();
   test_faults();
   test_false_peak();
   return tap_done();
}
