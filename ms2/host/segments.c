/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The core's account of the program's memory. */
#include "host/segments.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_mallocfree.h"

/* Programs of some hundred mappings are usual. */
#define FIRST_SLOTS 1000

/* The core wants room for one at least; it says how many there are, negative,
   where there is too little. */
Addr *ms2_segments_starts(Int *n)
{
   const UInt kinds = SkFileC | SkAnonC | SkShmC;
   Int n_slots = FIRST_SLOTS;
   Addr *starts = NULL;

   do {
      starts = VG_(realloc)("ms2.segments", starts, n_slots * sizeof *starts);
      *n = VG_(am_get_segment_starts)(kinds, starts, n_slots);
      n_slots = -*n;
   } while (*n < 0);
   return starts;
}
