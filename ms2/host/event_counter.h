/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Superblocks executed, counted for nothing.

   The core counts them in slices: it hands over the number done at the start of
   a slice, and the event counter in the guest state, which translated code
   decrements once a superblock, counts down from there:

      now = done at the start + (counter at the start - counter now)

   The clock is deterministic for a deterministic program and never goes back.
 */
#ifndef MS2_HOST_EVENT_COUNTER_H
#define MS2_HOST_EVENT_COUNTER_H

#include "base/host.h"

/* The core's word that `tid` runs again, `superblocks` done so far. */
void ms2_event_counter_start_slice(ThreadId tid, ULong superblocks);

/* Sets the clock by the running thread's counter, which the in-line hook has at
   hand, and returns the superblocks since the start of this process. */
ULong ms2_event_counter_superblocks(UInt counter);

/* The superblocks done since the start of all, by a thread's counter in the
   guest state. */
ULong ms2_event_counter_read(ThreadId tid);

#endif
