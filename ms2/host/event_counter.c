/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Superblocks executed, counted for nothing. */
#include "host/event_counter.h"

#include "base/clock.h"

#include "pub_tool_guest.h"
#include "pub_tool_machine.h"
#include "pub_tool_tooliface.h"

#include <stddef.h>

static struct {
   ThreadId thread;
   ULong superblocks; /* done when the slice began */
   UInt counter;      /* at that moment, of the thread */
} slice;

static UInt counter_of(ThreadId tid)
{
   UInt counter;

   VG_(get_shadow_regs_area)(tid, (UChar *)&counter, 0,
                             offsetof(VexGuestArchState, host_EvC_COUNTER),
                             sizeof counter);
   return counter;
}

void ms2_event_counter_start_slice(ThreadId tid, ULong superblocks)
{
   slice.thread = tid;
   slice.superblocks = superblocks;
   slice.counter = counter_of(tid);
   if (superblocks > ms2_clock.superblocks)
      ms2_clock.superblocks = superblocks;
}

/* At the end of a slice the counter may be one ahead of what the core says at
   the beginning of the next: the clock stands still for that superblock, and
   never goes back. */
static ULong done_at(UInt counter)
{
   const ULong done = slice.superblocks + (UInt)(slice.counter - counter);

   return done > ms2_clock.superblocks ? done : ms2_clock.superblocks;
}

ULong ms2_event_counter_superblocks(UInt counter)
{
   ms2_clock.superblocks = done_at(counter);
   return ms2_clock_last_superblocks();
}

/* A thread that comes back from a system call has no slice yet, and others may
   have had theirs meanwhile: none of its superblocks is newer than those read
   last. */
ULong ms2_event_counter_read(ThreadId tid)
{
   if (tid != slice.thread)
      return ms2_clock.superblocks;
   return done_at(counter_of(tid));
}
