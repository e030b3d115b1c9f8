/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unwinding a whole stack, from its innermost frame outwards.

   The core's unwinder takes a stack to end where the thread's own stack does,
   does not look at the last 512 bytes below that, and never at the last word.
   That holds for the stacks that the system made.  A program makes others: of
   fibres, for signals, in an array, in a heap block.  These may lie anywhere,
   and be in use up to their last word.

   So a stack is taken here to reach as far as the memory does that it lies
   in.  The core still says what its debug information says of a frame.  Where
   there is none, a frame pointer is followed.  Where there is no debug
   information and no frame pointer, the thread's own stack is searched for the
   next return address; another one ends there.

   A signal handler that runs on a stack of its own is followed to the stack
   that it interrupted. */
#ifndef MS2_CAPTURE_UNWIND_H
#define MS2_CAPTURE_UNWIND_H

#include "base/basics.h"
#include "base/options.h"

/* Registers in a frame.  ip: of the outer frames the return address less one,
   which lies in the call. */
typedef struct {
   Addr ip, sp, fp;
   Bool is_guess; /* it or one further in was found by a search */
} Ms2WalkFrame;

/* The most frames that may be wanted. */
#define MS2_WALK_MAX (MS2_MAX_DEPTH + 1)

/* The caller's frames, the innermost first, at most n_wanted; returns how many
   there are, at least 1. */
UInt ms2_unwind(const Ms2Caller *caller, UInt n_wanted, Ms2WalkFrame *frames);

/* The same by the core's unwinder, while the caller's registers are those of
   its thread.  *end: of the frames with a stack pointer above, it knows
   nothing. */
UInt ms2_unwind_by_core(const Ms2Caller *caller, UInt n_wanted,
                        Ms2WalkFrame *frames, Addr *end);

/* Did the core go on from the outermost frame of a stack that the program made
   to the frame of who made it?  It does not know what ends a stack, and follows
   a frame pointer that is still that of before, where both stacks lie in one
   piece of memory. */
Bool ms2_unwind_core_strays(const Ms2WalkFrame *outermost,
                            const Ms2WalkFrame *next);

#endif
