/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls of an allocator's functions, as the recorder sees them: what they ask
   for at their entry, what they got at their return.

   The allocator runs as it would without ms2, and its blocks lie where it puts
   them: what it says of them (usable sizes, owners, statistics) is true.  The
   recorder keeps a table of the blocks, with the sizes asked for.

   Of calls within each other (calloc calls malloc) only the outermost counts.
   What an allocator takes for itself, from malloc or by mapping pages, is not
   recorded: it is the store that its blocks are cut from. */
#ifndef MS2_CAPTURE_ALLOCATOR_CALLS_H
#define MS2_CAPTURE_ALLOCATOR_CALLS_H

#include "capture/allocator_functions.h"
#include "capture/tracked_calls.h"

/* What is to be put into translated code where such a function begins; valid
   for the run.  The row must stay. */
Ms2CallsStart *ms2_allocator_calls_start(Addr address, const Ms2Allocator *row);

/* Allocations seen, failed ones too. */
ULong ms2_allocator_calls_n_seen(void);

#endif
