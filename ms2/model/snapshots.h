/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Snapshots: when they are due, what they hold.

   A snapshot is the difference to the last one: the contexts changed since
   then are on a list.  Intervals are short at first and grow with the run, in
   superblocks and in calls, so that the number of snapshots grows with the
   logarithm of both, and no interval is longer than about half a per cent of
   the run so far.  Each also carries its own maximum, so that no spike between
   two snapshots is lost. */
#ifndef MS2_MODEL_SNAPSHOTS_H
#define MS2_MODEL_SNAPSHOTS_H

#include "model/context.h"
#include "model/peak.h"
#include "model/series.h"

/* The head of a snapshot: see include/ms2_format.h, record 'S'. */
typedef struct {
   Ms2Moment when;
   const Ms2Heap *heap;
   ULong max_bytes;       /* the highest heap since the last snapshot */
   ULong max_superblocks; /* and when */
   Ms2Levels levels;      /* beside the heap */
} Ms2Snapshot;

/* Where snapshots go: the writer of records, or a test. */
typedef struct {
   void (*delta)(const Ms2Context *context);
   void (*snapshot)(const Ms2Snapshot *snapshot);
} Ms2TimelineSink;

void ms2_snapshots_init(const Ms2TimelineSink *sink);

/* Before a context's numbers change. */
void ms2_snapshots_touch(Ms2Context *context);

/* Pages or stacks have changed: there is something to write. */
void ms2_snapshots_beside_changed(void);

/* After an event: takes a snapshot if one is due. */
void ms2_snapshots_after(const Ms2Heap *heap, ULong superblocks);

/* The same after an event of mapped pages. */
void ms2_snapshots_after_pages(const Ms2Heap *heap, ULong superblocks);

/* Events of the heap between these two are of one moment: a snapshot is taken
   after the last of them. */
void ms2_snapshots_wait(void);
void ms2_snapshots_go_on(const Ms2Heap *heap);

/* Takes a snapshot now. */
void ms2_snapshots_take(const Ms2Heap *heap);

/* From now on snapshots come half as often. */
void ms2_snapshots_slow_down(void);

/* True if anything has changed since the last snapshot. */
Bool ms2_snapshots_is_dirty(void);

/* Starts afresh, all clocks at 0, every context still to be written: in a
   forked child.  No snapshot is due before the child has made some hundred
   calls: a shell's child becomes another program soon, and there is nothing
   to be shown of it. */
void ms2_snapshots_restart(const Ms2Heap *heap);

#endif
