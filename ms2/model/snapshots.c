/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots: when they are due, what they hold.

   After each event three things are compared with limits that the last
   snapshot has set:

      superblocks   next_superblocks: the interval is over
      calls         next_calls: the same, for a program that does little else
      heap, pages   far from what they were: a large change waits for a part of
                    the interval only, or not at all, see below

   A context is on the list of what changed once, if its flag says so, from the
   first event after a snapshot to the next one.  Between the two the highest
   heap is kept; limit_bytes is what the heap must exceed to be, or to make of
   the sum, a new highest one. */
#include "model/snapshots.h"

#include "base/array.h"
#include "base/clock.h"

/* The next snapshot comes after this share of the superblocks and of the
   calls so far: intervals too short to see in a graph of 200 columns. */
#define SUPERBLOCKS_SHARE 200
#define CALLS_SHARE 50

/* Fewer superblocks (about 0.1 ms) are noise, but a single call is not: a
   lesson's program may leak a hundred blocks in a microsecond. */
#define MIN_SUPERBLOCKS 10000
#define MIN_CALLS 1

/* Then the flush of each second takes all snapshots. */
#define MAX_SLOWNESS 20

/* What a forked child is let do before its first snapshot. */
#define CALLS_BEFORE_EXEC 2000
#define SUPERBLOCKS_BEFORE_EXEC 1000000

/* A change of the heap by this share of its maximum is seen in every graph:
   a large block may be freed, and nothing else happen for long.  So it does
   not wait for the interval's end, but for a quarter of it; and some in a run
   do not wait at all, which is all of them in a small program. */
#define LARGE_CHANGE_SHARE 8
#define LARGE_CHANGE_HASTE 4
#define LARGE_CHANGES_AT_ONCE 100

/* Writing one line of a snapshot takes about as long as 15 superblocks of
   client code; with 50 times that to the next snapshot, writing stays below
   2 % of the run. */
#define SUPERBLOCKS_A_LINE 750

/* Lines that are written without looking at that: some ms of a run. */
#define FREE_LINES 20000

/* What is looked at for large changes. */
typedef struct {
   ULong bytes;         /* at the last snapshot */
   ULong highest_bytes; /* seen by is_large_change */
   UInt n_large;        /* large changes that did not wait */
} Course;

static struct {
   const Ms2TimelineSink *sink;
   Ms2Array *changed; /* of Ms2Context * */
   Bool dirty;
   Bool waits;
   ULong n_lines; /* written so far */
   UInt slowness; /* intervals are longer by two to the power of this */
   ULong next_superblocks;
   ULong next_large; /* superblocks, when a large change may be written */
   ULong next_calls;
   ULong max_bytes;
   ULong max_superblocks;
   Long limit_bytes; /* a heap above it lifts the maximum of an interval */
   Course heap, pages;
} timeline;

void ms2_snapshots_init(const Ms2TimelineSink *sink)
{
   timeline.sink = sink;
   timeline.changed = ms2_array_new("ms2.timeline", sizeof(Ms2Context *));
}

void ms2_snapshots_touch(Ms2Context *context)
{
   timeline.dirty = True;
   if (!context->changed) {
      context->changed = True;
      *(Ms2Context **)ms2_array_add(timeline.changed) = context;
   }
}

static ULong at_least(ULong value, ULong least)
{
   return value > least ? value : least;
}

static void plan_next(const Ms2Moment *now, UInt n_lines)
{
   ULong superblocks =
       at_least(at_least(now->superblocks / SUPERBLOCKS_SHARE, MIN_SUPERBLOCKS),
                (ULong)n_lines * SUPERBLOCKS_A_LINE);
   ULong calls = at_least(now->calls / CALLS_SHARE, MIN_CALLS);

   timeline.next_superblocks =
       now->superblocks + (superblocks << timeline.slowness);
   timeline.next_large = now->superblocks + (superblocks << timeline.slowness) /
                                                LARGE_CHANGE_HASTE;
   timeline.next_calls = now->calls + (calls << timeline.slowness);
}

static UInt write_changed(void)
{
   UInt n = timeline.changed->n;

   for (UInt i = 0; i < n; i++) {
      Ms2Context *context = *(Ms2Context **)ms2_array_get(timeline.changed, i);
      timeline.sink->delta(context);
      context->written_allocated = context->allocated;
      context->written_freed = context->freed;
      context->changed = False;
   }
   ms2_array_clear(timeline.changed);
   timeline.n_lines += n;
   return n;
}

/* Where the next maximum of an interval lies, of the heap or of the sum. */
static void find_limit(void)
{
   Long sum_bytes = ms2_series_heap_limit();

   timeline.limit_bytes = (Long)timeline.max_bytes < sum_bytes
                              ? (Long)timeline.max_bytes
                              : sum_bytes;
}

static void lift(const Ms2Heap *heap, ULong superblocks)
{
   if (heap->live.bytes > timeline.max_bytes) {
      timeline.max_bytes = heap->live.bytes;
      timeline.max_superblocks = superblocks;
   }
   ms2_series_follow_heap(heap->live.bytes);
   find_limit();
}

/* Behind it the list is empty, and what is written of each context is what it
   has: there the next differences begin. */
void ms2_snapshots_take(const Ms2Heap *heap)
{
   Ms2Snapshot snapshot;
   UInt n_lines = write_changed();

   snapshot.when.superblocks = ms2_clock_last_superblocks();
   snapshot.when.ms = ms2_clock_read_ms();
   snapshot.when.instructions = ms2_clock_instructions();
   snapshot.when.alloc_bytes = heap->allocated.bytes;
   snapshot.when.calls = heap->allocated.blocks;
   snapshot.heap = heap;
   snapshot.max_bytes = at_least(timeline.max_bytes, heap->live.bytes);
   snapshot.max_superblocks = timeline.max_bytes > heap->live.bytes
                                  ? timeline.max_superblocks
                                  : snapshot.when.superblocks;
   snapshot.levels = ms2_series_levels(heap->live.bytes);
   timeline.sink->snapshot(&snapshot);
   timeline.dirty = False;
   timeline.max_bytes = heap->live.bytes;
   timeline.max_superblocks = snapshot.when.superblocks;
   ms2_series_begin_interval(heap->live.bytes);
   find_limit();
   timeline.heap.bytes = heap->live.bytes;
   timeline.pages.bytes = snapshot.levels.pages.bytes;
   plan_next(&snapshot.when, n_lines);
}

/* True for a large change that does not wait any longer. */
static Bool is_large_change(Course *course, ULong now, ULong superblocks)
{
   ULong then = course->bytes;
   ULong change = now > then ? now - then : then - now;

   if (now > course->highest_bytes)
      course->highest_bytes = now;
   if (change <= course->highest_bytes / LARGE_CHANGE_SHARE)
      return False;
   if (superblocks >= timeline.next_large)
      return True;
   if (course->n_large == LARGE_CHANGES_AT_ONCE)
      return False;
   course->n_large++;
   return True;
}

/* Calls may each change another context, and then a snapshot for some calls has
   as many lines: only as long as writing stays a small part of the run. */
static Bool is_due_by_calls(const Ms2Heap *heap, ULong superblocks)
{
   return heap->allocated.blocks >= timeline.next_calls &&
          timeline.n_lines <= FREE_LINES + superblocks / SUPERBLOCKS_A_LINE;
}

void ms2_snapshots_after(const Ms2Heap *heap, ULong superblocks)
{
   if ((Long)heap->live.bytes > timeline.limit_bytes)
      lift(heap, superblocks);
   if (timeline.waits)
      return;
   if (superblocks >= timeline.next_superblocks ||
       is_due_by_calls(heap, superblocks) ||
       is_large_change(&timeline.heap, heap->live.bytes, superblocks)) {
      ms2_snapshots_take(heap);
   }
}

void ms2_snapshots_wait(void)
{
   timeline.waits = True;
}

void ms2_snapshots_go_on(const Ms2Heap *heap)
{
   timeline.waits = False;
   ms2_snapshots_take(heap);
}

void ms2_snapshots_slow_down(void)
{
   if (timeline.slowness < MAX_SLOWNESS)
      timeline.slowness++;
}

void ms2_snapshots_after_pages(const Ms2Heap *heap, ULong superblocks)
{
   timeline.dirty = True;
   if (is_large_change(&timeline.pages, ms2_series_beside()->pages_bytes,
                       superblocks)) {
      ms2_snapshots_take(heap);
   } else {
      ms2_snapshots_after(heap, superblocks);
   }
}

void ms2_snapshots_beside_changed(void)
{
   find_limit();
   timeline.dirty = True;
}

Bool ms2_snapshots_is_dirty(void)
{
   return timeline.dirty;
}

void ms2_snapshots_restart(const Ms2Heap *heap)
{
   UInt n = ms2_context_n();

   ms2_array_clear(timeline.changed);
   for (UInt i = 1; i <= n; i++) {
      Ms2Context *context = ms2_context_get(i);
      context->changed = False;
      if (context->inherited.blocks > 0)
         ms2_snapshots_touch(context);
   }
   timeline.dirty = True;
   timeline.n_lines = 0;
   timeline.slowness = 0;
   timeline.heap.n_large = 0;
   timeline.pages.n_large = 0;
   timeline.max_bytes = heap->live.bytes;
   timeline.max_superblocks = 0;
   ms2_series_begin_interval(heap->live.bytes);
   find_limit();
   timeline.next_superblocks = SUPERBLOCKS_BEFORE_EXEC;
   timeline.next_large = SUPERBLOCKS_BEFORE_EXEC;
   timeline.next_calls = CALLS_BEFORE_EXEC;
}
