/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The core's account of the program's memory. */
#ifndef MS2_HOST_SEGMENTS_H
#define MS2_HOST_SEGMENTS_H

#include "pub_tool_basics.h"

/* Where the segments begin that the program has; their number is written to *n.
   The caller gives the array back with VG_(free). */
Addr *ms2_segments_starts(Int *n);

#endif
