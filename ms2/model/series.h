/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The series beside the heap: mapped pages, stacks, and the sum of all three.

   What they are now, and the highest since the last snapshot.  Pages and
   stacks change through ms2_heap.  The sum changes with every event of the
   heap too, which must not cost anything: for as long as nothing beside the
   heap changes, the sum is highest when the heap is, so that one comparison
   of the heap with ms2_series_heap_limit is enough. */
#ifndef MS2_MODEL_SERIES_H
#define MS2_MODEL_SERIES_H

#include "model/peak.h"

/* One series: now, and the highest since the last snapshot. */
typedef struct {
   ULong bytes;
   ULong max_bytes;
} Ms2Level;

typedef struct {
   Ms2Level pages;
   Ms2Level stacks;
   Ms2Level sum;
} Ms2Levels;

/* The levels, where the heap has so many live bytes. */
Ms2Levels ms2_series_levels(ULong heap_bytes);

const Ms2Beside *ms2_series_beside(void);

/* For ms2_heap: the change of one series, and the heap now. */
void ms2_series_set_pages(ULong bytes, ULong heap_bytes);
void ms2_series_set_stacks(ULong bytes, ULong heap_bytes);

/* How many bytes the stacks may grow before any maximum has to move: of the
   stacks or the sum, since the last snapshot or in the whole run.  Valid until
   the next event. */
ULong ms2_series_stack_room(ULong heap_bytes);

/* For ms2_snapshots: a heap of more live bytes than this lifts the maximum of
   the sum; to be told then by the second; the third begins an interval. */
Long ms2_series_heap_limit(void);
void ms2_series_follow_heap(ULong heap_bytes);
void ms2_series_begin_interval(ULong heap_bytes);

#endif
