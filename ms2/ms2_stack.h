/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The depth of each thread's stack (--stacks=yes).

   Depth is counted in bytes from the stack pointer at the thread's start (of
   the first thread: at the program's start, so that arguments and environment
   are not in it) down to the stack pointer.

        start --> +-------------+
                  |             |   depth
           SP --> +-------------+
                  |             |   room: nothing new happens in here
    watermark --> +-------------+
                  |             |   deeper than the thread ever was, or a new
                  |             |   maximum of all stacks, or of the sum with
           low -> +-------------+   heap and pages

   Translated code compares the stack pointer with the watermark before it lets
   it rise, since a stack is deepest right before; so between two rises the
   program may push as deep as it likes at no cost.  Other threads stand still
   while one runs, so the sum over all is as exact as the depth of that one.
   What is known here is the depth at the last event (of the heap, the start or
   end of a slice, the watermark passed); all maxima are exact.

   A stack pointer outside of the thread's own stack (a coroutine, a handler on
   another stack) is on a stack of its own.  If that one was registered with
   VALGRIND_STACK_REGISTER, its depth adds to the depth that the thread's own
   stack has meanwhile; if not, nobody knows where it begins, and the depth
   stays that of the own stack. */
#ifndef MS2_STACK_H
#define MS2_STACK_H

#include "ms2_peak.h"

/* What translated code compares with: of the thread that runs. */
typedef struct {
   Addr watermark; /* a stack pointer below it: ms2_stack_passed */
   Addr low;       /* outside of [low, low + bytes): ms2_stack_left */
   UWord bytes;
} Ms2StackBounds;

extern Ms2StackBounds ms2_stack_bounds;

/* A thread's part of a peak, saved as ms2_peak has it. */
typedef struct {
   UInt number;
   ULong bytes;
   UInt node;
} Ms2StackShare;

/* The stack of one thread; read it through the functions below. */
typedef struct _Ms2Stack Ms2Stack;

/* The deepest point of a thread. */
typedef struct {
   ULong bytes;
   ULong superblocks;
   UInt node; /* its backtrace */
} Ms2Deepest;

/* Stacks are recorded from now on. */
void ms2_stack_init(void);

/* Called by translated code: the stack pointer has passed the watermark; it is
   about to leave the bounds for `sp`. */
void ms2_stack_passed(void);
void ms2_stack_left(Addr sp);

/* A thread is about to execute its first instruction; it runs; it has stopped;
   it has ended. */
void ms2_stack_start_thread(ThreadId tid);
void ms2_stack_start_slice(ThreadId tid);
void ms2_stack_stop_slice(ThreadId tid);
void ms2_stack_end_thread(ThreadId tid);

/* Only this thread is left: in a forked child, before ms2_heap_restart. */
void ms2_stack_restart(ThreadId tid);

/* For the writer: stacks are numbered from 1 as threads are, and stay when
   their thread has ended. */
UInt ms2_stack_n(void);
Ms2Deepest ms2_stack_deepest(UInt number);

/* How often a stack came to a new deepest point. */
ULong ms2_stack_n_deeper(void);

/* A thread's part of a peak: of MS2_PEAK_STACKS or MS2_PEAK_SUM. */
Ms2StackShare ms2_stack_share(UInt number, Ms2PeakOf of);

#endif
