/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap of the client: the one door through which it changes.

   Every event has these steps, in this order:

      before_event         stacks (--stacks=yes) say how deep they are now
      ms2_peak_before      a peak that this event does not lift ends, as the
                           heap was until now
      touch                the context saves its share of that peak, and goes
                           on the timeline's list
      the numbers          of context, thread, sizes, lifetimes and the heap
      ms2_peak_lifted      a new maximum begins
      ms2_snapshots_after   a snapshot, if one is due: all numbers fit together
                           here, and the sum over all contexts is the heap */
#include "model/heap.h"

#include "model/realloc_chains.h"
#include "model/context.h"
#include "model/entry.h"
#include "base/options.h"
#include "model/series.h"
#include "model/snapshots.h"

/* Allocators round a block up to this; a block of 0 bytes takes one unit. */
#define ROUND_TO 16

static Ms2Heap heap;
static const Ms2HeapListener *listener;

static struct {
   ULong bytes;
   void (*call)(void);
} watch = {.bytes = ~0ULL};

static ULong slop_of(ULong bytes)
{
   return bytes == 0 ? ROUND_TO : -bytes % ROUND_TO;
}

static void add(Ms2Usage *usage, ULong bytes)
{
   usage->bytes += bytes;
   usage->blocks++;
}

static void subtract(Ms2Usage *usage, ULong bytes)
{
   MS2_ASSERT(usage->bytes >= bytes && usage->blocks > 0,
              "no more is freed than was allocated");
   usage->bytes -= bytes;
   usage->blocks--;
}

static Ms2Context *touch(UInt number)
{
   Ms2Context *context = ms2_context_get(number);

   ms2_peak_touch(context);
   ms2_snapshots_touch(context);
   return context;
}

static void note_own_maximum(Ms2Context *context)
{
   ULong live = context->inherited.bytes + context->allocated.bytes -
                context->freed.bytes;

   if (live > context->max_bytes) {
      context->max_bytes = live;
      context->max_blocks = context->inherited.blocks +
                            context->allocated.blocks - context->freed.blocks;
   }
}

/* These two change every number that the block is in, or none of them: so the
   sums over contexts and over threads stay those of the heap. */
static void block_in(Ms2Block *block, const Ms2Caller *caller)
{
   Ms2Context *context = touch(block->context);
   Ms2Thread *thread = ms2_thread_running;

   ms2_sizes_add(&context->sizes, block->bytes, context->allocated.blocks);
   add(&context->allocated, block->bytes);
   note_own_maximum(context);
   add(&thread->allocated, block->bytes);
   ms2_lifetime_begin(block, thread, caller->superblocks);
   add(&heap.allocated, block->bytes);
   add(&heap.live, block->bytes);
   heap.slop_bytes += slop_of(block->bytes);
   if (MS2_UNLIKELY(ms2_entry_inside != NULL))
      ms2_entry_alloc(block->context, block->bytes);
}

static void block_out(const Ms2Block *block, const Ms2Caller *caller,
                      Ms2LifetimeEnding ending)
{
   Ms2Context *context = touch(block->context);

   add(&context->freed, block->bytes);
   add(&ms2_thread_running->freed, block->bytes);
   ms2_lifetime_end(&context->lifetimes, block, caller->superblocks, ending);
   add(&heap.freed, block->bytes);
   subtract(&heap.live, block->bytes);
   heap.slop_bytes -= slop_of(block->bytes);
   if (MS2_UNLIKELY(ms2_entry_inside != NULL))
      ms2_entry_free(block->context, block->bytes);
}

/* Nobody has freed it: no thread, and no life that has ended. */
static void block_left(const Ms2Block *block)
{
   Ms2Context *context = touch(block->context);

   add(&context->freed, block->bytes);
   add(&context->library, block->bytes);
   add(&heap.freed, block->bytes);
   add(&heap.library, block->bytes);
   subtract(&heap.live, block->bytes);
   heap.slop_bytes -= slop_of(block->bytes);
}

/* These two around every event. */
static void before_event(ULong superblocks)
{
   if (listener != NULL)
      listener->before(superblocks);
}

static void after_event(ULong superblocks)
{
   if (listener == NULL) {
      ms2_snapshots_after(&heap, superblocks);
      return;
   }
   listener->at(superblocks);
   ms2_snapshots_after(&heap, superblocks);
   listener->after();
}

void ms2_heap_set_listener(const Ms2HeapListener *new_listener)
{
   listener = new_listener;
}

void ms2_heap_alloc(Ms2Block *block, const Ms2Caller *caller)
{
   block->has_chain = False;
   if (!ms2_context_is_recorded(block->context))
      return;
   before_event(caller->superblocks);
   UInt lifted = ms2_peak_before(&heap, heap.live.bytes + block->bytes);
   block_in(block, caller);
   if (lifted != 0)
      ms2_peak_lifted(lifted, heap.live.bytes, caller->superblocks);
   after_event(caller->superblocks);
}

static void end_chain(const Ms2Block *block)
{
   if (block->has_chain)
      ms2_realloc_chains_end(block);
}

void ms2_heap_before_fall(void)
{
   if (MS2_UNLIKELY(heap.live.bytes >= watch.bytes)) {
      watch.bytes = ~0ULL;
      watch.call();
   }
}

void ms2_heap_set_watch(ULong bytes, void (*call)(void))
{
   watch.bytes = bytes;
   watch.call = call;
}

void ms2_heap_free(const Ms2Block *block, const Ms2Caller *caller)
{
   if (!ms2_context_is_recorded(block->context))
      return;
   before_event(caller->superblocks);
   ms2_peak_before(&heap, heap.live.bytes - block->bytes);
   block_out(block, caller, MS2_LIFETIME_FREED);
   end_chain(block);
   after_event(caller->superblocks);
}

void ms2_heap_leave_to_library(const Ms2Block *block, ULong superblocks)
{
   before_event(superblocks);
   ms2_peak_before(&heap, heap.live.bytes - block->bytes);
   block_left(block);
   after_event(superblocks);
}

/* A block becomes one that is not recorded. */
static void lose(const Ms2Block *block, const Ms2Caller *caller)
{
   before_event(caller->superblocks);
   ms2_peak_before(&heap, heap.live.bytes - block->bytes);
   block_out(block, caller, MS2_LIFETIME_RESIZED);
   end_chain(block);
   after_event(caller->superblocks);
}

/* A block stays what it was when it was born, recorded or ignored, whoever
   resizes it.  True: the one who resizes it is to be ignored. */
static Bool keep_birth(const Ms2Block *from, Ms2Block *to)
{
   if (from->context == MS2_CONTEXT_IGNORED) {
      to->context = MS2_CONTEXT_IGNORED;
   } else if (to->context == MS2_CONTEXT_IGNORED && from->context != 0) {
      to->context = from->context;
      return True;
   }
   return False;
}

void ms2_heap_resize(const Ms2Block *from, Ms2Block *to,
                     const Ms2Caller *caller)
{
   Bool is_ignored = keep_birth(from, to);

   to->has_chain = False;
   if (!ms2_context_is_recorded(from->context)) {
      ms2_heap_alloc(to, caller);
      return;
   }
   if (!ms2_context_is_recorded(to->context)) {
      lose(from, caller);
      return;
   }
   before_event(caller->superblocks);
   UInt lifted =
       ms2_peak_before(&heap, heap.live.bytes - from->bytes + to->bytes);
   block_out(from, caller, MS2_LIFETIME_RESIZED);
   block_in(to, caller);
   if (is_ignored)
      end_chain(from);
   else
      ms2_realloc_chains_resize(from, to);
   if (lifted != 0)
      ms2_peak_lifted(lifted, heap.live.bytes, caller->superblocks);
   after_event(caller->superblocks);
}

void ms2_heap_set_pages(ULong bytes, ULong superblocks)
{
   ms2_series_set_pages(bytes, heap.live.bytes);
   ms2_peak_set_beside(&heap, MS2_PEAK_PAGES, bytes, superblocks);
   ms2_snapshots_beside_changed();
}

void ms2_heap_set_stacks(ULong bytes, ULong superblocks)
{
   ms2_series_set_stacks(bytes, heap.live.bytes);
   ms2_peak_set_beside(&heap, MS2_PEAK_STACKS, bytes, superblocks);
   ms2_snapshots_beside_changed();
}

void ms2_heap_settle(ULong superblocks)
{
   ms2_snapshots_after_pages(&heap, superblocks);
}

const Ms2Heap *ms2_heap_get(void)
{
   return &heap;
}

ULong ms2_heap_admin_bytes(const Ms2Heap *of)
{
   return of->live.blocks * ms2_options->heap_admin_bytes + of->slop_bytes;
}

void ms2_heap_restart(void)
{
   static const Ms2Usage nothing;
   static const Ms2Lifetimes no_lifetimes;
   UInt n = ms2_context_n();

   for (UInt i = 1; i <= n; i++) {
      Ms2Context *context = ms2_context_get(i);
      context->inherited = ms2_context_live(context);
      context->max_bytes = context->inherited.bytes;
      context->max_blocks = context->inherited.blocks;
      ms2_sizes_clear(&context->sizes);
      context->lifetimes = no_lifetimes;
      context->allocated = nothing;
      context->freed = nothing;
      context->library = nothing;
      context->written_allocated = nothing;
      context->written_freed = nothing;
   }
   heap.allocated = nothing;
   heap.freed = nothing;
   heap.library = nothing;
   ms2_lifetime_restart();
   ms2_realloc_chains_restart();
   ms2_peak_restart(&heap);
   ms2_snapshots_restart(&heap);
}
