/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks: superblocks executed, milliseconds, instructions.

   Superblocks cost nothing to count (host/event_counter.h), grow with the work
   of the program, and are the same in every run of a deterministic one.
   Milliseconds are a system call, so they are read when something asks for
   them, and between that are those of the last time.  Instructions are counted
   by code that is added to the program's, and only where the user wants them.

   All start at 0 with the program's first instruction, and again in a forked
   child; the clock of lifetimes goes on there, since blocks live on.  What
   Valgrind does before that, and reading debug information later on, is no part
   of the run: ms2_clock_skip() leaves it out of the milliseconds, and it
   executes nothing that the others count. */
#ifndef MS2_BASE_CLOCK_H
#define MS2_BASE_CLOCK_H

#include "base/options.h"

/* Changed by the host and here; since the start, whatever has forked. */
typedef struct {
   ULong superblocks;        /* read last */
   ULong ms;                 /* likewise */
   ULong instructions;       /* 0 unless they are counted */
   ULong superblocks_origin; /* these at the start of this process */
   ULong ms_origin;
   ULong instructions_origin;
} Ms2Clock;

/* In the open, as the hook sets it and each event reads it:
   docs/PERFORMANCE.md, "lifetimes". */
extern Ms2Clock ms2_clock;

/* Starts all clocks at 0. */
void ms2_clock_init(void);

/* Superblocks since the start; to be asked only while a client thread runs
   or has just stopped. */
ULong ms2_clock_superblocks(ThreadId tid);

/* The superblocks read last: for use outside client code. */
static inline ULong ms2_clock_last_superblocks(void)
{
   return ms2_clock.superblocks - ms2_clock.superblocks_origin;
}

/* Milliseconds since the start; a system call. */
ULong ms2_clock_read_ms(void);

/* The time since milliseconds were read last is no part of the run: they go on
   from there.  The same of what was waited since then; of that at most all
   since it was looked at, as ms2_clock_stop() does. */
void ms2_clock_skip(void);

/* What comes up to ms2_clock_skip() is no part of the run. */
void ms2_clock_stop(void);

/* How long the process has waited since the start with no thread of it running
   or waiting for a processor, and how long it was.  Some system calls.  False
   if the system does not say. */
typedef struct {
   ULong ms, waited_ms;
} Ms2Waited;
Bool ms2_clock_waited(Ms2Waited *waited);

/* The milliseconds read last (at most a slice ago, about 1 ms of work). */
static inline ULong ms2_clock_last_ms(void)
{
   return ms2_clock.ms - ms2_clock.ms_origin;
}

/* Instructions since the start, 0 unless they are counted. */
static inline ULong ms2_clock_instructions(void)
{
   return ms2_clock.instructions - ms2_clock.instructions_origin;
}

/* The clock of lifetimes now: superblocks or, where they are counted,
   instructions. */
static inline ULong ms2_clock_ticks(ULong superblocks)
{
   return ms2_options->count_instructions
              ? ms2_clock.instructions
              : superblocks + ms2_clock.superblocks_origin;
}

/* All clocks but that one start again at 0: in a forked child. */
void ms2_clock_restart(void);

#endif
