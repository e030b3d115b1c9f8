/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap of the client: the one door through which it changes.

   Every event is one call here; the order of the steps inside (peak before,
   numbers, peak after, timeline) is what keeps every snapshot and the peak
   exact, and stands in this file only. */
#ifndef MS2_MODEL_HEAP_H
#define MS2_MODEL_HEAP_H

#include "model/peak.h"

/* A block of block->bytes at block->place begins; fills in the rest of the
   block, which is given back when the block ends.  What has context 0 is not
   recorded: such an event, or such a half of a resize, changes nothing. */
void ms2_heap_alloc(Ms2Block *block, const Ms2Caller *caller);
void ms2_heap_free(const Ms2Block *block, const Ms2Caller *caller);

/* At the end of the program: the block stays with the C library, which alone
   could have freed it.  It is live no longer; nobody has freed it. */
void ms2_heap_leave_to_library(const Ms2Block *block, ULong superblocks);

/* A realloc: one call, `from` goes out and `to` comes in in one step. */
void ms2_heap_resize(const Ms2Block *from, Ms2Block *to,
                     const Ms2Caller *caller);

/* The mapped pages, or the stacks, come to `bytes`: maxima and peaks follow.
   Whoever keeps shares of these peaks (ms2_peak_must_save) changes what they
   are shares of right behind this call, and calls ms2_heap_settle after that:
   only then a snapshot may be taken. */
void ms2_heap_set_pages(ULong bytes, ULong superblocks);
void ms2_heap_set_stacks(ULong bytes, ULong superblocks);
void ms2_heap_settle(ULong superblocks);

/* Who has to do something at every event: before it; when its numbers are in,
   but no snapshot was taken; after it. */
typedef struct {
   void (*before)(ULong superblocks);
   void (*at)(ULong superblocks);
   void (*after)(void);
} Ms2HeapListener;

/* There is one at most, and none at first. */
void ms2_heap_set_listener(const Ms2HeapListener *listener);

/* When the heap is about to fall from so many bytes or more, this is called
   once: the heap is at a maximum then, if it never was so high before. */
void ms2_heap_set_watch(ULong bytes, void (*call)(void));

/* To be called while a block that is about to end still is one. */
void ms2_heap_before_fall(void);

/* The totals now; valid until the next event. */
const Ms2Heap *ms2_heap_get(void);

/* Admin bytes of a heap: so many a live block, and what rounding adds. */
ULong ms2_heap_admin_bytes(const Ms2Heap *heap);

/* What is live becomes inherited, all totals start at 0: in a forked child. */
void ms2_heap_restart(void);

#endif
