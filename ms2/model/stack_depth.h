/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How deep each thread's stack is and was, and its share of the peaks that
   stacks have a part in.  capture/stack_pointer finds the depths.

   A share is saved as ms2_peak has it: before a depth changes, that of the
   peak in force is kept. */
#ifndef MS2_MODEL_STACK_DEPTH_H
#define MS2_MODEL_STACK_DEPTH_H

#include "model/peak.h"

/* A thread's part of a peak. */
typedef struct {
   UInt number; /* of the peak, as ms2_peak counts them */
   ULong bytes;
   UInt node; /* the backtrace, or 0 */
} Ms2StackShare;

/* The deepest point of a thread. */
typedef struct {
   ULong bytes;
   ULong superblocks;
   UInt node; /* its backtrace */
} Ms2Deepest;

/* Gives the backtrace of the thread whose depth is being set, as a node. */
typedef UInt (*Ms2Backtrace)(ULong superblocks);

void ms2_stack_depth_init(Ms2Backtrace backtrace);

/* A new stack of depth 0.  Stacks are numbered from 1 as threads are, and stay
   when their thread has ended. */
UInt ms2_stack_depth_add(void);

/* The depth of stack `number`, in bytes; of all. */
ULong ms2_stack_depth_get(UInt number);
ULong ms2_stack_depth_sum(void);

/* Changes the depth; asks for a backtrace where somebody will want it. */
void ms2_stack_depth_set(UInt number, ULong bytes, ULong superblocks);

/* Looks the backtrace up that ms2_stack_depth_set did not want: always, or
   where the depth has a share of the newest peak. */
void ms2_stack_depth_trace(UInt number, ULong superblocks);
void ms2_stack_depth_trace_at_peak(UInt number, ULong superblocks);

/* Only stack `number` is left, and becomes number 1: in a forked child. */
void ms2_stack_depth_restart(UInt number);

UInt ms2_stack_depth_n(void);
Ms2Deepest ms2_stack_depth_deepest(UInt number);

/* How often a stack came to a new deepest point. */
ULong ms2_stack_depth_n_deeper(void);

/* A thread's part of a peak: of MS2_PEAK_STACKS or MS2_PEAK_SUM. */
Ms2StackShare ms2_stack_depth_share(UInt number, Ms2PeakOf of);

#endif
