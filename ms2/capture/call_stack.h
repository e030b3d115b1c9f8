/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture of call stacks.

   Between two allocations of one thread the outer frames rarely change.  So
   the last stack of each thread is kept.  A new stack is unwound frame by
   frame until one is met that the last stack has too; if the words of memory
   that lead further out are as they were, the rest of the stack, and its node
   in the tree of contexts, are the same:

      unwound now:   f2 f1 | d        same address, stack and frame pointer
      last stack:    g1 g0 | d c b a  -> node of d is known, only f1 and f2
                                         are looked up

   Which words lead further out is known from the rules of ms2_unwind_rule: each
   frame's return address, and each saved frame pointer that a frame beyond
   needs.  So this is exact; where a rule is missing (a signal handler's frame,
   code without debug information) ms2_unwind unwinds the whole stack. */
#ifndef MS2_CAPTURE_CALL_STACK_H
#define MS2_CAPTURE_CALL_STACK_H

#include "base/basics.h"

void ms2_call_stack_init(void);

/* A thread as the core knows it: outside translated code only. */
Ms2Caller ms2_call_stack_caller(ThreadId tid, ULong superblocks);

/* The context of the caller's stack, whose innermost frame is the allocation
   function; 0 where nothing is to be recorded: ms2_collect; or
   MS2_CONTEXT_IGNORED. */
UInt ms2_call_stack_context(const Ms2Caller *caller);

/* The node of the caller's stack, which need not be one of an allocation. */
UInt ms2_call_stack_node(const Ms2Caller *caller);

/* From now on the thread's context is 0, or that of its stack again. */
void ms2_call_stack_set_silent(ThreadId tid, Bool silent);
Bool ms2_call_stack_is_silent(ThreadId tid);

/* A thread id is about to stand for another thread. */
void ms2_call_stack_forget_thread(ThreadId tid);

/* Code was mapped or unmapped: addresses may mean other code. */
void ms2_call_stack_forget_code(void);

/* Memory was unmapped: it can not be looked at without asking. */
void ms2_call_stack_forget_memory(void);

/* For --stats, and for --check-unwind: how many stacks were wrong. */
void ms2_call_stack_print_stats(void);
void ms2_call_stack_print_check(void);

#endif
