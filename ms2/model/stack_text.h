/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A call stack as text for a person. */
#ifndef MS2_MODEL_STACK_TEXT_H
#define MS2_MODEL_STACK_TEXT_H

#include "model/names.h"

/* Writes whole lines, at most n_bytes of which the last is 0, and returns the
   length.  n_bytes must not be 0.

         at parse (parse.c:20)
         by load (load.c:7)

   The stack runs from the code that called an allocator out to the last frame
   that the stack of node `begin` does not share (0: all), at most to main.
   Frames of the libraries of C++ and Rust are left out at either end, unless
   there are no others. */
UInt ms2_stack_text_of(UInt leaf, UInt begin, HChar *text, UInt n_bytes);

/* True for code that the program's author did not write: ms2's own, and what
   the libraries of C++ and Rust put into the program. */
Bool ms2_stack_text_is_library(const Ms2Address *address);

/* True for two stacks whose full text is the same, as those of calls in an
   unrolled loop; such have the same hash. */
Bool ms2_stack_text_is_same(UInt leaf, UInt other);
ULong ms2_stack_text_hash(UInt leaf);

#endif
