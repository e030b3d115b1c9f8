/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exact peak, in constant time an event.

   Every context carries what it held at the peak, and the number of the peak
   that this belongs to.  An event that lifts the heap over its maximum only
   sets a flag.  The first other event after it starts a new peak number; from
   then on, whoever changes a context whose number is old saves the live
   values first.  So at any time a context's share of the peak is

      at_peak   where its number is the current one,
      live      elsewhere: it has not changed since. */
#ifndef MS2_PEAK_H
#define MS2_PEAK_H

#include "ms2_context.h"

/* The state of the whole heap, as ms2_heap keeps it. */
typedef struct {
   Ms2Usage live;
   ULong slop_bytes; /* what rounding adds to the live blocks */
   Ms2Usage allocated;
   Ms2Usage freed;
} Ms2Heap;

typedef struct {
   Ms2Heap heap;
   Ms2Moment when;
} Ms2Peak;

void ms2_peak_init(void);

/* Before an event changes anything: the heap as it is, and whether the event
   will lift the live bytes over every earlier value. */
void ms2_peak_before(const Ms2Heap *heap, Bool lifts);

/* After an event that lifted: the moment. */
void ms2_peak_lifted(ULong live_bytes, ULong superblocks);

/* True if the live bytes would be more than ever. */
Bool ms2_peak_is_above(ULong live_bytes);

/* Before a context's numbers change. */
void ms2_peak_touch(Ms2Context *context);

/* The peak so far, as of the heap now. */
Ms2Peak ms2_peak_get(const Ms2Heap *heap);

/* Calls visit for each context whose share of the peak is not its live value
   now, with that share. */
void ms2_peak_each_changed(void (*visit)(const Ms2Context *context));

/* True if there was a new peak since the last ms2_peak_set_written. */
Bool ms2_peak_is_new(void);
void ms2_peak_set_written(void);

/* The writer has lost the peak, and wants it again. */
void ms2_peak_set_lost(void);

/* The heap as it is becomes the first peak: in a forked child. */
void ms2_peak_restart(const Ms2Heap *heap);

#endif
