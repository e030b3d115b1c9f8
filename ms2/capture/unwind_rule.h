/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How to get from one frame to its caller, as a few numbers.

   The core unwinds by debug information that it keeps to itself.  What that
   says of one code address is nearly always this:

      the caller's stack pointer   stack pointer + n, or frame pointer + n
      the return address           stands at that + n
      the caller's frame pointer   stands at that + n, or is unchanged

   The rule of an address is found out once, by letting the core unwind a made
   up stack, in which every word has a value of its own, and looking at what
   comes back; where that fits no such rule, there is none.  With rules, a step
   is a few loads, and it is known which words of memory a stack depends on. */
#ifndef MS2_CAPTURE_UNWIND_RULE_H
#define MS2_CAPTURE_UNWIND_RULE_H

#include "base/basics.h"

typedef struct {
   Addr ip; /* of the rule */
   Bool usable;
   Bool cfa_from_fp; /* else from the stack pointer */
   Bool fp_saved;    /* else the caller has the same */
   Int cfa_offset;
   Int return_offset; /* these two from the caller's stack pointer */
   Int fp_offset;
   /* Free for the caller, 0 at first: the node of this address under the
      parent that it was last found under.  It comes with the rule, as a search
      of its own would miss the cache once more. */
   UInt parent;
   UInt node;
} Ms2Rule;

/* The rule at a code address.  It may give way to one of another address in
   any later call: compare ip. */
Ms2Rule *ms2_unwind_rule_find(Addr ip);

/* True if the thread is inside a function that does nothing but read its own
   return address, as x86 programs do to learn where they are; it may have no
   debug information.  Its caller, which is of more interest, has the registers
   `caller`; in ip its return address less one. */
Bool ms2_unwind_rule_in_thunk(ThreadId tid, Ms2Caller *caller);

/* Code was mapped or unmapped. */
void ms2_unwind_rule_forget(void);

#endif
