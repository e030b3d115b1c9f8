/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the memory for the program's blocks lies.

   The core takes the lowest addresses that are free, from 64 MiB on.  There
   numbers look like pointers to blocks: hashes of the names of symbols'
   versions in the loader's lists, flags of the processor beside the
   environment, nanoseconds, sizes.  Some of them stand in every program, and
   each would hold a block that nobody holds.  Above 4 GiB no number of 32 bits
   does so.

   The linker leads the core's calls to the function here (--wrap). */
#include "host/compat.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_vki.h"

#if VG_WORDSIZE == 8

/* Two numbers of 32 bits beside each other are a word of 64, and most are small
   or floating point: 11 behind 1,342,177,280 or more (as floating point, over
   eight billion) is a rare pair.  From there on 18 GiB are free, up to where
   the core has its own memory; larger heaps go on from 4 GiB. */
static const struct {
   Addr start, end;
} places[] = {{0xb50000000UL, 0x1000000000UL}, {0x100000000UL, 0xb50000000UL}};

/* Segments of the address space, those that are free included.  With more of
   them the core finds a place. */
#define MOST_SEGMENTS 8192

static Addr starts[MOST_SEGMENTS];

static Bool is_programs_own(Addr at)
{
   const NSegment *segment = VG_(am_find_nsegment)(at);

   return segment != NULL && segment->kind == SkAnonC && !segment->isCH;
}

/* The lowest free place for so many bytes in [from, behind); or 0.  Beside
   memory of the program's own, such as code that it makes, a page stays free:
   the core would make one segment of both. */
static Addr find_place(Int n_segments, SizeT bytes, Addr from, Addr behind)
{
   for (Int i = 0; i + 1 < n_segments; i++) {
      Addr at = starts[i] > from ? starts[i] : from;
      Addr end = starts[i + 1] < behind ? starts[i + 1] : behind;
      if (end <= at || end - at < bytes || VG_(am_find_nsegment)(at) != NULL)
         continue;
      if (is_programs_own(at - 1))
         at += VKI_PAGE_SIZE;
      if (is_programs_own(end))
         end -= VKI_PAGE_SIZE;
      if (end > at && end - at >= bytes)
         return at;
   }
   return 0;
}

static SysRes map_at(Addr at, SizeT bytes, Int access)
{
   SysRes res = VG_(am_mmap_anon_fixed_client)(at, bytes, (UInt)access);

   if (!sr_isError(res)) {
      /* The core lends its segments for reading; nobody else can mark one. */
      ((NSegment *)VG_(am_find_nsegment)(at))->isCH = True;
   }
   return res;
}

SysRes MS2_COMPAT_WRAP_CLIENT_HEAP(SizeT bytes, Int access)
{
   const UInt all =
       SkFree | SkAnonC | SkAnonV | SkFileC | SkFileV | SkShmC | SkResvn;
   Int n = VG_(am_get_segment_starts)(all, starts, MOST_SEGMENTS);

   for (UInt i = 0; i < sizeof places / sizeof places[0]; i++) {
      Addr at =
          find_place(n, VG_PGROUNDUP(bytes), places[i].start, places[i].end);
      if (at != 0) {
         SysRes res = map_at(at, bytes, access);
         if (!sr_isError(res))
            return res;
      }
   }
   return MS2_COMPAT_REAL_CLIENT_HEAP(bytes, access);
}

#else

/* All addresses are numbers of 32 bits. */
SysRes MS2_COMPAT_WRAP_CLIENT_HEAP(SizeT bytes, Int access)
{
   return MS2_COMPAT_REAL_CLIENT_HEAP(bytes, access);
}

#endif
