/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks of a run, and a moment on them. */
#ifndef MS2_PRINT_BASE_MOMENT_H
#define MS2_PRINT_BASE_MOMENT_H

#include <stdint.h>

/* The axes a view may draw along.  AXIS_AUTO lets the view choose. */
enum axis {
   AXIS_AUTO,
   AXIS_SUPERBLOCKS,
   AXIS_INSTRUCTIONS,
   AXIS_MS,
   AXIS_BYTES, /* bytes allocated so far */
   AXIS_CALLS, /* allocations so far */
   AXIS_COUNT
};

/* One moment on every clock; a clock that was not recorded stays 0. */
struct moment {
   uint64_t on[AXIS_COUNT]; /* on[AXIS_AUTO] is unused */
};

#endif
