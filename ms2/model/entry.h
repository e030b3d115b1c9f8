/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of regions: where each thread is.

   A thread has a stack of the regions that it has entered and not left:

      thread 1   [ load ] [ parse ]
      thread 2   [ parse ]

   An event counts in the innermost region of the thread that runs, and so in
   all that are around it.  The peak inside an entry is the highest that the
   thread's balance, allocated minus freed bytes, has been above what it was at
   the begin.  Only the innermost entry looks at each event; when it ends, its
   highest value becomes that of the entry around it if it is higher. */
#ifndef MS2_MODEL_ENTRY_H
#define MS2_MODEL_ENTRY_H

#include "model/entry_tally.h"

/* What one entry of a region did. */
typedef struct {
   Ms2Usage allocated;
   Ms2Usage freed;
   ULong peak_bytes;
   UInt thread; /* serial; */
   UInt last;   /* number of its last allocation inside, modulo 2^32 */
   const Ms2EntryTally
       *tally; /* its sites, or NULL where they were not asked for */
} Ms2EntryResult;

/* How a region ended. */
typedef enum {
   MS2_ENTRY_ENDED,
   MS2_ENTRY_ENDED_MORE, /* and inner ones that were still open */
   MS2_ENTRY_NOT_OPEN    /* none of that name is: nothing was done */
} Ms2EntryEnd;

typedef struct _Ms2EntryThread Ms2EntryThread;

/* The running thread while it is inside a region, else NULL: outside of all
   regions an event costs one load and one branch. */
extern Ms2EntryThread *ms2_entry_inside;

void ms2_entry_init(void);

/* Another thread runs; a thread has ended, and its regions with it. */
void ms2_entry_switch(ThreadId tid);
void ms2_entry_thread_ended(ThreadId tid);

/* The running thread enters a region; returns its number.  The sites of this
   entry are kept in `tally`, which now belongs to the entry; or NULL.
   *too_deep: this entry counts as one more of the innermost region. */
UInt ms2_entry_begin(ThreadId tid, const HChar *name, Ms2EntryTally *tally,
                     Bool *too_deep);

/* Ends the innermost open region of that name, and all inside it.  *region is
   the one that ended, or 0: an entry too deep ends whatever its name. */
Ms2EntryEnd ms2_entry_end(ThreadId tid, const HChar *name, UInt *region);

/* True if the thread is inside a region of that name. */
Bool ms2_entry_is_open(ThreadId tid, const HChar *name);

/* The innermost open region of a thread, or 0. */
UInt ms2_entry_innermost(ThreadId tid);

/* The entry that the thread ended last; NULL if there was none.  Valid until
   its next begin or end. */
const Ms2EntryResult *ms2_entry_result(ThreadId tid);

/* An event of the running thread; only while ms2_entry_inside. */
void ms2_entry_alloc(UInt context, ULong bytes);
void ms2_entry_free(UInt context, ULong bytes);

/* The peaks of the regions take in those of the entries that are open. */
void ms2_entry_settle(void);

/* In a forked child: the numbers of all regions start at 0 again, only the
   thread that forked is left, and what it is inside has just been entered. */
void ms2_entry_restart(ThreadId tid);

#endif
