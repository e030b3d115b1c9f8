/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long threads wait for their turn.

   Valgrind runs one thread at a time, for a slice of 100,000 superblocks or up
   to a system call.  A thread whose slice ended without a call wants to go on:
   what the others run until it does is what it had to wait.  Where threads
   take turns, that is at most a slice for each of those that want one. */
#ifndef MS2_CONTROL_FAIRNESS_H
#define MS2_CONTROL_FAIRNESS_H

#include "base/basics.h"

void ms2_fairness_init(void);

/* A slice of this thread begins; `superblocks` were run so far by all. */
void ms2_fairness_run(ThreadId tid, ULong superblocks);

/* The running thread makes a system call, in which it may rest. */
void ms2_fairness_call(ThreadId tid);

/* How many times longer than it would be where they take turns a thread waited
   at most.  Waits of less than about a second do not count. */
ULong ms2_fairness_longest(void);

/* In a forked child: only this thread is left. */
void ms2_fairness_restart(ThreadId tid);

#endif
