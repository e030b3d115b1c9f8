/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture of call stacks.

   Between two allocations of one thread the outer frames rarely change.  So
   the last stack of each thread is kept: every frame's code address, stack
   and frame pointer, and its node.  A new stack is unwound a few frames at a
   time until a frame is met that the last stack has too; if the return
   addresses further out still lie in memory where they lay, the rest of the
   stack, and its node, are the same:

      unwound now:   f2 f1 | d        same place, address and frame pointer
      last stack:    g1 g0 | d c b a  -> node of d is known, only f1 and f2
                                         are looked up

   This is exact as far as unwinding depends on those three registers and on
   memory that was checked; a stack with a frame that was not reached by a
   return address (a signal handler's) is never reused. */
#ifndef MS2_FRAMES_H
#define MS2_FRAMES_H

#include "ms2_basics.h"

void ms2_frames_init(void);

/* The node of the innermost frame of the thread's stack now; its frame 0 is
   the allocation function. */
UInt ms2_frames_capture(ThreadId tid);

/* What the last stacks rest on has changed: code was mapped or unmapped, so
   that nodes may differ; or memory was unmapped, so that it can not be looked
   at without asking. */
void ms2_frames_forget_stacks(void);
void ms2_frames_forget_memory(void);

/* For --stats. */
void ms2_frames_print_stats(void);

#endif
