/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exact peak, in constant time an event. */
#include "ms2_peak.h"

#include "ms2_clock.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_xarray.h"

static struct {
   ULong max_bytes;
   ULong superblocks;  /* of the last event that lifted */
   ULong instructions; /* likewise */
   ULong ms;
   Bool rising;   /* nothing has happened since that event */
   Bool written;  /* and the writer has this peak */
   UInt number;   /* of the peak that ended last */
   Ms2Peak ended; /* the peak, while not rising */
   XArray *saved; /* of Ms2Context *: their number is the current one */
} peak;

void ms2_peak_init(void)
{
   peak.saved =
       VG_(newXA)(VG_(malloc), "ms2.peak", VG_(free), sizeof(Ms2Context *));
   peak.rising = True; /* an empty heap is the first peak */
}

Bool ms2_peak_is_above(ULong live_bytes)
{
   return live_bytes > peak.max_bytes;
}

static Ms2Peak rising_peak(const Ms2Heap *heap)
{
   Ms2Peak now;

   now.heap = *heap;
   now.when.superblocks = peak.superblocks;
   now.when.instructions = peak.instructions;
   now.when.ms = peak.ms;
   now.when.alloc_bytes = heap->allocated.bytes;
   now.when.calls = heap->allocated.blocks;
   return now;
}

void ms2_peak_before(const Ms2Heap *heap, Bool lifts)
{
   if (lifts || !peak.rising) {
      return;
   }
   peak.ended = rising_peak(heap);
   peak.rising = False;
   peak.number++;
   VG_(dropTailXA)(peak.saved, VG_(sizeXA)(peak.saved));
}

void ms2_peak_lifted(ULong live_bytes, ULong superblocks)
{
   tl_assert2(live_bytes > peak.max_bytes, "a peak is above the last one");
   peak.max_bytes = live_bytes;
   peak.superblocks = superblocks;
   peak.instructions = ms2_clock_instructions();
   peak.ms = ms2_clock_last_ms();
   peak.rising = True;
   peak.written = False;
}

void ms2_peak_touch(Ms2Context *context)
{
   if (peak.rising || context->peak_number == peak.number) {
      return;
   }
   context->at_peak = ms2_context_live(context);
   context->peak_number = peak.number;
   VG_(addToXA)(peak.saved, &context);
}

Ms2Peak ms2_peak_get(const Ms2Heap *heap)
{
   return peak.rising ? rising_peak(heap) : peak.ended;
}

void ms2_peak_each_changed(void (*visit)(const Ms2Context *context))
{
   for (Word i = 0; !peak.rising && i < VG_(sizeXA)(peak.saved); i++) {
      visit(*(Ms2Context **)VG_(indexXA)(peak.saved, i));
   }
}

Bool ms2_peak_is_new(void)
{
   return !peak.written;
}

void ms2_peak_set_written(void)
{
   peak.written = True;
}

void ms2_peak_set_lost(void)
{
   peak.written = False;
}

void ms2_peak_restart(const Ms2Heap *heap)
{
   peak.max_bytes = heap->live.bytes;
   peak.superblocks = 0;
   peak.instructions = 0;
   peak.ms = 0;
   peak.rising = True;
   peak.written = False;
}
