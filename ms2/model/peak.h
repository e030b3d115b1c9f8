/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exact peaks, in constant time an event.

   Every context carries what it held at the peak, and the number of the peak
   that this belongs to.  An event that lifts the heap over its maximum only
   sets a flag.  The first other event after it starts a new peak number; from
   then on, whoever changes a context whose number is old saves the live
   values first.  So at any time a context's share of the peak is

      at_peak   where its number is the current one,
      live      elsewhere: it has not changed since.

   There is one peak of the heap and one of the sum of heap, mapped pages and
   stacks.  Contexts carry a share of both.  Pages and stacks have a peak of
   their own; who owns these keeps their shares, and the shares of the sum,
   in the same way: see ms2_peak_must_save. */
#ifndef MS2_MODEL_PEAK_H
#define MS2_MODEL_PEAK_H

#include "model/context.h"

/* The state of the whole heap, as ms2_heap keeps it. */
typedef struct {
   Ms2Usage live;
   ULong slop_bytes; /* what rounding adds to the live blocks */
   Ms2Usage allocated;
   Ms2Usage freed;
   Ms2Usage library; /* of these, what the C library kept at the end */
} Ms2Heap;

/* The peaks of which contexts carry a share come first: MS2_N_SHARES. */
typedef enum {
   MS2_PEAK_HEAP,
   MS2_PEAK_SUM,
   MS2_PEAK_PAGES,
   MS2_PEAK_STACKS,
   MS2_N_PEAKS
} Ms2PeakOf;

/* What there is beside the heap. */
typedef struct {
   ULong pages_bytes;
   ULong stack_bytes;
} Ms2Beside;

typedef struct {
   Ms2Heap heap;
   Ms2Beside beside;
   Ms2Moment when;
} Ms2Peak;

void ms2_peak_init(void);

/* Before an event of the heap changes anything: the heap as it is, and the
   live bytes that it will come to.  Returns the set of peaks that are lifted
   by it, for ms2_peak_lifted after the event; 0: none. */
UInt ms2_peak_before(const Ms2Heap *heap, ULong live_bytes);
void ms2_peak_lifted(UInt peaks, ULong live_bytes, ULong superblocks);

/* Pages (MS2_PEAK_PAGES) or stacks (MS2_PEAK_STACKS) come to `bytes`.  Shares
   are to be saved after this, and before what they are shares of changes. */
void ms2_peak_set_beside(const Ms2Heap *heap, Ms2PeakOf of, ULong bytes,
                         ULong superblocks);

/* Before a context's numbers change. */
void ms2_peak_touch(Ms2Context *context);

/* For owners of shares beside the contexts.  True if a share whose number is
   *number has to be saved before it changes, or if what was saved is not
   valid; *number is then brought up to date. */
Bool ms2_peak_must_save(Ms2PeakOf of, UInt *number);

/* True if a share saved under `number` is that of the peak now; else what is
   there now is the share. */
Bool ms2_peak_is_saved(Ms2PeakOf of, UInt number);

/* A peak so far, as of the heap now. */
Ms2Peak ms2_peak_get(Ms2PeakOf of, const Ms2Heap *heap);

/* Calls visit for each context whose share of the peak is not its live value
   now, with that share: at_peak[of]. */
void ms2_peak_each_changed(Ms2PeakOf of,
                           void (*visit)(const Ms2Context *context));

/* True if there was a new peak since the last ms2_peak_set_written. */
Bool ms2_peak_is_new(Ms2PeakOf of);
void ms2_peak_set_written(Ms2PeakOf of);

/* The writer has lost the peaks, and wants them again. */
void ms2_peak_set_lost(void);

/* What is there now becomes the first peak of each: in a forked child. */
void ms2_peak_restart(const Ms2Heap *heap);

#endif
