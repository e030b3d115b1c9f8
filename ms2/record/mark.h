/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marks on the timeline: a snapshot taken at a moment that somebody names. */
#ifndef MS2_RECORD_MARK_H
#define MS2_RECORD_MARK_H

#include "base/basics.h"

/* Takes a snapshot now, with a record 'l' behind it.  `how` is one of the
   words of that record; `text` may be empty.  The region is the thread's
   innermost one unless it is given.  The thread is the one that runs, or
   MS2_NO_THREAD where somebody outside of the program asks. */
void ms2_mark_take(const HChar *how, ThreadId tid, const HChar *text);

/* The same for the begin or end of a region, of which only the first of a run
   are marks: regions may be entered millions of times. */
void ms2_mark_region(const HChar *how, ThreadId tid, UInt region);

/* No marks were set yet: in a forked child, whose profile is its own. */
void ms2_mark_restart(void);

#endif
