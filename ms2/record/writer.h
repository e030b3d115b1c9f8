/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writer of records: turns snapshots and the peak into the lines that
   include/ms2_format.h describes, and gets them to the file in time. */
#ifndef MS2_RECORD_WRITER_H
#define MS2_RECORD_WRITER_H

#include "model/snapshots.h"
#include "record/run.h"

/* Opens the file and writes its header.  What is known of the run stays the
   caller's, and where it is. */
void ms2_writer_start(const Ms2Run *run);

/* What the timeline hands its snapshots to. */
extern const Ms2TimelineSink ms2_writer_sink;

/* How calls are seen, "inline" or "stock"; noted in the file once. */
void ms2_writer_set_recorder(const HChar *recorder);

/* Brings the file up to date with the heap: a snapshot if anything changed,
   the peak if it is new; then writes all that is buffered. */
void ms2_writer_flush(void);

/* A client slice begins or ends: flushes if the last one was a second ago. */
void ms2_writer_keep_up(void);

/* The client may be about to sleep: flushes if that is not done too often. */
void ms2_writer_before_sleep(void);

/* The last snapshot, the peak and the end record.  `how` is one of the words
   of record 'E'. */
void ms2_writer_end(const HChar *how, Int status);

/* In a forked child: leaves the parent's file alone; a file of its own is
   started by the next flush. */
void ms2_writer_forked(const Ms2Run *run);

#endif
