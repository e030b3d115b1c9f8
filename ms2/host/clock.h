/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks: superblocks executed, milliseconds, instructions.

   Superblocks cost nothing.  The core counts them in slices: it hands over
   the number done at the start of a slice, and the event counter in the guest
   state, which translated code decrements once a superblock, counts down from
   there:

      now = done at the start + (counter at the start - counter now)

   The clock is deterministic for a deterministic program and never goes back.
   Idea and proof: the prototype of the design, DESIGN.md 2.2. */
#ifndef MS2_HOST_CLOCK_H
#define MS2_HOST_CLOCK_H

#include "base/basics.h"
#include "base/options.h"
#include "libvex_ir.h"

/* Starts all clocks at 0. */
void ms2_clock_init(void);

/* The core's word that `tid` runs again, `superblocks` done so far. */
void ms2_clock_start_slice(ThreadId tid, ULong superblocks);

/* Superblocks since the start; to be asked only while a client thread runs
   or has just stopped. */
ULong ms2_clock_superblocks(ThreadId tid);

/* The same with the running thread's event counter at hand, as the in-line
   hook has it: one load. */
ULong ms2_clock_superblocks_at(UInt event_counter);

/* The superblocks read last: for use outside client code. */
ULong ms2_clock_last_superblocks(void);

/* Milliseconds since the start; a system call. */
ULong ms2_clock_read_ms(void);

/* The milliseconds read last (at most a slice ago, about 1 ms of work). */
ULong ms2_clock_last_ms(void);

/* Instructions since the start, 0 unless they are counted. */
ULong ms2_clock_instructions(void);

/* The clock of lifetimes now: superblocks or, where they are counted,
   instructions.  It goes on in a forked child.  In the header, as it is read
   at each event: docs/PERFORMANCE.md, "lifetimes". */
extern ULong ms2_clock_origin; /* superblocks at this process's start */
ULong ms2_clock_instructions_ever(void);

static inline ULong ms2_clock_ticks(ULong superblocks)
{
   return ms2_options->count_instructions ? ms2_clock_instructions_ever()
                                          : superblocks + ms2_clock_origin;
}

/* All clocks but that one start again at 0: in a forked child. */
void ms2_clock_restart(void);

/* Adds code to `sb` that counts `n` instructions. */
void ms2_clock_add_counter(IRSB *sb, UInt n);

#endif
