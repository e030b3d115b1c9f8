/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Start and return of the client's functions, by name.

   A tracked function's first instruction is found when it is translated, by
   the names of its symbol; a call to the recorder is put there.  Its return is
   seen where superblocks end: translated code compares the stack pointer with
   that of the innermost tracked call that has not returned.

      higher   | caller's frame        |
               | return address        | <- sp of the call: awaited
      lower    | frames of the call    | while the stack pointer is not above,
                                         the call goes on

   Above `awaited` for the first time, control either goes to the return
   address: the function returned, or elsewhere: it was left by an exception or
   a long jump.  A tail call does not end a call: what it leads to returns for
   it.  Memory mappings tell stacks apart, so that signal handlers and
   coroutines on stacks of their own neither end nor hide a call.

   Nothing is added to translated code unless a function is tracked.  amd64 and
   x86 only; elsewhere nothing is ever tracked.

   Not seen exactly: a call that moves to another stack of the same memory
   mapping (coroutines whose stacks are cut from one piece of memory), and the
   arguments where code runs on into a function without a jump. */
#ifndef MS2_CAPTURE_TRACKED_CALLS_H
#define MS2_CAPTURE_TRACKED_CALLS_H

#include "base/basics.h"

#include "libvex_ir.h"

/* One call of a tracked function. */
typedef struct {
   Ms2Caller function; /* as at its first instruction; superblocks: now */
   const HChar *name;  /* the name that matched; valid for the run */
   const void *what;   /* as given to ms2_tracked_calls_start_new, or NULL */
   UWord note;         /* `enter` may set it for `leave`; 0 at first */
   Bool is_done;       /* `enter` may set it: then there is no `leave` */
   Bool returned;      /* in `leave`: False if it was left otherwise */
   UWord result;       /* in `leave`, if it returned: an integer or pointer */
   const void *registers; /* in `enter`; for ms2_tracked_calls_argument */
} Ms2Call;

/* Each `enter` is followed by one `leave`, unless it is done.  Those of a
   thread nest, as long as it stays on one stack.  A function that calls itself
   is entered again; one that jumps to its own beginning is not. */
typedef void (*Ms2CallsEvent)(void *opaque, Ms2Call *call);

/* True where functions can be tracked. */
Bool ms2_tracked_calls_possible(void);

/* Tracks all functions with such a name (* and ? match; in C++ and Rust as
   demangled, or as in the symbol table).  To be called before the client
   runs.  Returns its number, for ms2_tracked_calls_was_found. */
UInt ms2_tracked_calls_track(const HChar *glob, Ms2CallsEvent enter,
                             Ms2CallsEvent leave, void *opaque);

/* Tracks functions that are known by their addresses:
 * ms2_tracked_calls_start_new. */
UInt ms2_tracked_calls_track_known(Ms2CallsEvent enter, Ms2CallsEvent leave);

/* The beginning of one of them; never freed, since translations use it.  The
   name and what it is to its user must stay. */
typedef struct _Ms2CallsStart Ms2CallsStart;
Ms2CallsStart *ms2_tracked_calls_start_new(UInt tracked, Addr address,
                                           const HChar *name, const void *what);

/* True if any function is tracked: then the following are to be called. */
Bool ms2_tracked_calls_any(void);

/* In `enter` alone the stack can be captured: `function` is what
   ms2_call_stack_context wants. */

/* In `enter`: the function's argument, numbered from 1; integers and pointers
   of at most a word. */
UWord ms2_tracked_calls_argument(const Ms2Call *call, UInt number);

/* Adds to `sb`, behind an instruction mark, what is to be done if a tracked
   function begins at this address. */
void ms2_tracked_calls_add_enter(IRSB *sb, Addr address);

/* The same for one that is known, behind the first instruction mark. */
void ms2_tracked_calls_add_known(IRSB *sb, const Ms2CallsStart *start);

/* Adds to `sb`, behind all its statements, what sees a return. */
void ms2_tracked_calls_add_leave(IRSB *sb);

/* From now on this thread runs. */
void ms2_tracked_calls_run(ThreadId tid);

/* The thread ends: its calls are left. */
void ms2_tracked_calls_end_thread(ThreadId tid);

/* In a forked child, where only this thread goes on. */
void ms2_tracked_calls_forked(ThreadId tid);

/* True if a function of that number has begun. */
Bool ms2_tracked_calls_was_found(UInt tracked);

#endif
