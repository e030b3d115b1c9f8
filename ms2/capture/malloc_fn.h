/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --malloc-fn, --realloc-fn, --free-fn, --free-all-fn: the client's own
   allocation functions, which are tracked from their start to their return.

   Of calls within each other (calloc calls malloc) only the outermost counts.
   What such a function takes from the heap for itself is not recorded: it is
   the store that its blocks are cut from. */
#ifndef MS2_CAPTURE_MALLOC_FN_H
#define MS2_CAPTURE_MALLOC_FN_H

#include "base/basics.h"

/* Tracks the functions that the options name; ends the run if one is no name
   with numbers of arguments. */
void ms2_malloc_fn_init(void);

/* Allocations seen, failed ones too. */
ULong ms2_malloc_fn_n_seen(void);

/* Says which of the options' functions never ran. */
void ms2_malloc_fn_print_unused(void);

#endif
