/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons of the stack pointer in translated code (--stacks=yes).

   A stack is deepest right before the stack pointer rises; so before each
   statement that may let it rise, and only if it may have fallen since the last
   comparison, there stands, with the bounds of ms2_stack_pointer_bounds,

      if (SP < bounds.watermark) ms2_stack_pointer_passed();

   and before a new value of unknown origin (a frame pointer's, or another
   stack's altogether) also

      if (value - bounds.low >= bounds.bytes) ms2_stack_pointer_left(value);

   VEX leaves out values that are replaced before the program touches memory;
   such a value was no depth that anybody could see. */
#ifndef MS2_CAPTURE_STACK_HOOK_H
#define MS2_CAPTURE_STACK_HOOK_H

#include "pub_tool_basics.h"
#include "pub_tool_tooliface.h"

/* A superblock is copied from `in`. */
void ms2_stack_hook_begin(const IRSB *in, const VexGuestLayout *layout,
                          IRType guest_word);

/* To be called with every statement in turn, before it is added to `sb`. */
void ms2_stack_hook_before(IRSB *sb, const IRStmt *stmt);

#endif
