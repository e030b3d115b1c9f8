/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stack pointer of each thread, and how deep its stack is by it
   (--stacks=yes).

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
#ifndef MS2_CAPTURE_STACK_POINTER_H
#define MS2_CAPTURE_STACK_POINTER_H

#include "base/basics.h"

/* What translated code compares with: of the thread that runs. */
typedef struct {
   Addr watermark; /* a stack pointer below it: ms2_stack_pointer_passed */
   Addr low;       /* outside of [low, low + bytes): ms2_stack_pointer_left */
   UWord bytes;
} Ms2StackPointerBounds;

extern Ms2StackPointerBounds ms2_stack_pointer_bounds;

/* Stacks are recorded from now on. */
void ms2_stack_pointer_init(void);

/* Called by translated code: the stack pointer has passed the watermark; it is
   about to leave the bounds for `sp`. */
void ms2_stack_pointer_passed(void);
void ms2_stack_pointer_left(Addr sp);

/* A thread is about to execute its first instruction; it runs; it has stopped;
   it has ended. */
void ms2_stack_pointer_start_thread(ThreadId tid);
void ms2_stack_pointer_start_slice(ThreadId tid);
void ms2_stack_pointer_stop_slice(ThreadId tid);
void ms2_stack_pointer_end_thread(ThreadId tid);

/* Only this thread is left: in a forked child, before ms2_heap_restart. */
void ms2_stack_pointer_restart(ThreadId tid);

#endif
