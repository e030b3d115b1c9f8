/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exact peaks, in constant time an event.

   Each peak has a track, which is in one of two states:

      rising   the last event was one that lifted it: the peak is what there
               is now, and no share of it is saved
      ended    its state was copied when the first other event came; all shares
               saved before are void, as its number has gone up

   end() leads from the first to the second, and lift() back.  Most events do
   neither: those that leave the heap at or below quiet_limit, which is the
   lower of the limits of both peaks while none is rising. */
#include "model/peak.h"

#include "base/array.h"
#include "base/clock.h"

/* No heap is that small: ms2_peak_before looks at every peak. */
#define NEVER_QUIET (-1)

typedef struct {
   ULong max_bytes;
   ULong superblocks;  /* of the last event that lifted */
   ULong instructions; /* likewise */
   ULong ms;
   Bool rising;     /* nothing has happened since that event */
   Bool written;    /* and the writer has this peak */
   Ms2Peak ended;   /* the peak, while not rising */
   Ms2Array *saved; /* of Ms2Context *: their number is the current one */
} Track;

static struct {
   Track of[MS2_N_PEAKS];
   Ms2Numbers numbers; /* of the peaks that ended last, which contexts share */
   UInt own_numbers[MS2_N_PEAKS - MS2_N_SHARES]; /* of the others */
   Ms2Beside beside;
   Long quiet_limit; /* a heap up to here neither lifts nor ends a peak */
} peak;

void ms2_peak_init(void)
{
   for (UInt i = 0; i < MS2_N_PEAKS; i++) {
      peak.of[i].saved = ms2_array_new("ms2.peak", sizeof(Ms2Context *));
      peak.of[i].rising = True; /* nothing at all is the first peak */
   }
   peak.quiet_limit = NEVER_QUIET;
}

static UInt *number_of(Ms2PeakOf of)
{
   return of < MS2_N_SHARES ? &peak.numbers.of[of]
                            : &peak.own_numbers[of - MS2_N_SHARES];
}

static ULong beside_bytes(void)
{
   return peak.beside.pages_bytes + peak.beside.stack_bytes;
}

/* The live bytes of the heap above which it lifts the peak. */
static Long heap_limit(Ms2PeakOf of)
{
   Long max_bytes = peak.of[of].max_bytes;

   return of == MS2_PEAK_SUM ? max_bytes - (Long)beside_bytes() : max_bytes;
}

static void find_quiet_limit(void)
{
   Long of_heap = heap_limit(MS2_PEAK_HEAP);
   Long of_sum = heap_limit(MS2_PEAK_SUM);

   if (peak.of[MS2_PEAK_HEAP].rising || peak.of[MS2_PEAK_SUM].rising)
      peak.quiet_limit = NEVER_QUIET;
   else
      peak.quiet_limit = of_heap < of_sum ? of_heap : of_sum;
}

static Ms2Peak now(const Track *track, const Ms2Heap *heap)
{
   Ms2Peak now;

   now.heap = *heap;
   now.beside = peak.beside;
   now.when.superblocks = track->superblocks;
   now.when.instructions = track->instructions;
   now.when.ms = track->ms;
   now.when.alloc_bytes = heap->allocated.bytes;
   now.when.calls = heap->allocated.blocks;
   return now;
}

/* Before anything changes; the state is still that of the peak. */
static void end(Ms2PeakOf of, const Ms2Heap *heap)
{
   Track *track = &peak.of[of];

   if (of < MS2_N_SHARES)
      track->ended = now(track, heap);
   track->rising = False;
   (*number_of(of))++;
   ms2_array_clear(track->saved);
}

static void lift(Ms2PeakOf of, ULong bytes, ULong superblocks)
{
   Track *track = &peak.of[of];

   MS2_ASSERT(bytes > track->max_bytes, "a peak is above the last one");
   track->max_bytes = bytes;
   track->superblocks = superblocks;
   track->instructions = ms2_clock_instructions();
   track->ms = ms2_clock_last_ms();
   track->rising = True;
   track->written = False;
}

/* ---- events of the heap ------------------------------------------------- */

UInt ms2_peak_before(const Ms2Heap *heap, ULong live_bytes)
{
   UInt lifted = 0;

   if ((Long)live_bytes <= peak.quiet_limit)
      return 0;
   for (UInt i = 0; i < MS2_N_SHARES; i++) {
      if ((Long)live_bytes > heap_limit(i))
         lifted |= 1U << i;
      else if (peak.of[i].rising)
         end(i, heap);
   }
   find_quiet_limit();
   return lifted;
}

void ms2_peak_lifted(UInt peaks, ULong live_bytes, ULong superblocks)
{
   if (peaks & (1U << MS2_PEAK_HEAP))
      lift(MS2_PEAK_HEAP, live_bytes, superblocks);
   if (peaks & (1U << MS2_PEAK_SUM))
      lift(MS2_PEAK_SUM, live_bytes + beside_bytes(), superblocks);
   peak.quiet_limit = NEVER_QUIET;
}

static void save(Ms2Context *context)
{
   for (UInt i = 0; i < MS2_N_SHARES; i++) {
      if (!peak.of[i].rising &&
          context->peak_numbers.of[i] != peak.numbers.of[i]) {
         context->at_peak[i] = ms2_context_live(context);
         context->peak_numbers.of[i] = peak.numbers.of[i];
         *(Ms2Context **)ms2_array_add(peak.of[i].saved) = context;
      }
   }
}

void ms2_peak_touch(Ms2Context *context)
{
   if (context->peak_numbers.all != peak.numbers.all)
      save(context);
}

/* ---- pages and stacks --------------------------------------------------- */

static ULong *beside_of(Ms2PeakOf of)
{
   return of == MS2_PEAK_PAGES ? &peak.beside.pages_bytes
                               : &peak.beside.stack_bytes;
}

/* One of the peaks comes to `bytes`: ends or lifts it. */
static Bool end_or_lift(Ms2PeakOf of, const Ms2Heap *heap, ULong bytes)
{
   Bool lifts = bytes > peak.of[of].max_bytes;

   if (!lifts && peak.of[of].rising)
      end(of, heap);
   return lifts;
}

/* Events of the heap do not end such a peak, so its state is taken at once. */
static void lift_own(Ms2PeakOf of, const Ms2Heap *heap, ULong superblocks)
{
   lift(of, *beside_of(of), superblocks);
   peak.of[of].ended = now(&peak.of[of], heap);
}

void ms2_peak_set_beside(const Ms2Heap *heap, Ms2PeakOf of, ULong bytes,
                         ULong superblocks)
{
   ULong sum = heap->live.bytes + beside_bytes() - *beside_of(of) + bytes;
   Bool lifts_sum = end_or_lift(MS2_PEAK_SUM, heap, sum);
   Bool lifts_own = end_or_lift(of, heap, bytes);

   *beside_of(of) = bytes;
   if (lifts_sum)
      lift(MS2_PEAK_SUM, sum, superblocks);
   if (lifts_own)
      lift_own(of, heap, superblocks);
   find_quiet_limit();
}

Bool ms2_peak_must_save(Ms2PeakOf of, UInt *number)
{
   if (peak.of[of].rising || *number == *number_of(of))
      return False;
   *number = *number_of(of);
   return True;
}

Bool ms2_peak_is_saved(Ms2PeakOf of, UInt number)
{
   return !peak.of[of].rising && number == *number_of(of);
}

/* ---- for the writer ----------------------------------------------------- */

Ms2Peak ms2_peak_get(Ms2PeakOf of, const Ms2Heap *heap)
{
   const Track *track = &peak.of[of];

   return track->rising && of < MS2_N_SHARES ? now(track, heap) : track->ended;
}

void ms2_peak_each_changed(Ms2PeakOf of,
                           void (*visit)(const Ms2Context *context))
{
   const Track *track = &peak.of[of];

   for (UInt i = 0; !track->rising && i < track->saved->n; i++)
      visit(*(Ms2Context **)ms2_array_get(track->saved, i));
}

Bool ms2_peak_is_new(Ms2PeakOf of)
{
   return !peak.of[of].written;
}

void ms2_peak_set_written(Ms2PeakOf of)
{
   peak.of[of].written = True;
}

void ms2_peak_set_lost(void)
{
   for (UInt i = 0; i < MS2_N_PEAKS; i++)
      peak.of[i].written = False;
}

static void restart(Ms2PeakOf of, ULong bytes)
{
   Track *track = &peak.of[of];

   track->max_bytes = bytes;
   track->superblocks = 0;
   track->instructions = 0;
   track->ms = 0;
   track->rising = True;
   track->written = False;
}

void ms2_peak_restart(const Ms2Heap *heap)
{
   restart(MS2_PEAK_HEAP, heap->live.bytes);
   restart(MS2_PEAK_SUM, heap->live.bytes + beside_bytes());
   restart(MS2_PEAK_PAGES, peak.beside.pages_bytes);
   restart(MS2_PEAK_STACKS, peak.beside.stack_bytes);
   peak.of[MS2_PEAK_PAGES].ended = now(&peak.of[MS2_PEAK_PAGES], heap);
   peak.of[MS2_PEAK_STACKS].ended = now(&peak.of[MS2_PEAK_STACKS], heap);
   peak.quiet_limit = NEVER_QUIET;
}
