/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --ignore-fn: which stacks are left out while recording. */
#ifndef MS2_CAPTURE_IGNORE_FN_H
#define MS2_CAPTURE_IGNORE_FN_H

#include "base/basics.h"

/* True if the allocation was made directly by a function of --ignore-fn: in the
   first frame that has a name and is neither an allocator's own nor named by
   --alloc-fn.  `leaf` is the innermost node of the stack. */
Bool ms2_ignore_fn_is_ignored(UInt leaf);

#endif
