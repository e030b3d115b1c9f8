/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the whole address space (--use), and what system calls touch. */
#include "capture/touch_memory.h"

#include "base/options.h"
#include "host/compat.h"
#include "host/segments.h"
#include "use/accesses.h"
#include "use/epochs.h"
#include "use/touches.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"

/* The core places the program's stack below the end of all addresses that the
   program has, by less than this. */
#define BEHIND_STACK (1ULL << 25)

/* What a system call is said to read may be more than there is: then it fails,
   and has read nothing. */
static Bool is_memory(Addr start, SizeT bytes)
{
   return bytes > 0 && start + bytes > start &&
          VG_(am_is_valid_for_client)(start, bytes, VKI_PROT_READ);
}

/* A system call reads, or writes, all of it at once. */
static void note_read(Addr start, SizeT bytes)
{
   ms2_touches_read(start, bytes);
   if (ms2_options->access_counts) {
      const Ms2Chunk *chunk = ms2_accesses_chunk(start);
      if (chunk != NULL)
         ms2_accesses_read(start, chunk, bytes);
   }
}

static void note_write(Addr start, SizeT bytes)
{
   ms2_touches_write(start, bytes);
   if (ms2_options->access_counts) {
      const Ms2Chunk *chunk = ms2_accesses_chunk(start);
      if (chunk != NULL)
         ms2_accesses_write(start, chunk, bytes);
   }
}

static void before_read(CorePart part, ThreadId tid, const HChar *what,
                        Addr start, SizeT bytes)
{
   (void)part, (void)tid, (void)what;
   if (is_memory(start, bytes))
      note_read(start, bytes);
}

/* A text is read up to its 0. */
static void before_read_text(CorePart part, ThreadId tid, const HChar *what,
                             Addr start)
{
   Addr end = start;

   (void)part, (void)tid, (void)what;
   do {
      if ((end == start || end % VKI_PAGE_SIZE == 0) && !is_memory(end, 1))
         return;
   } while (*(const HChar *)end++ != '\0');
   note_read(start, end - start);
}

static void after_write(CorePart part, ThreadId tid, Addr start, SizeT bytes)
{
   (void)part, (void)tid;
   note_write(start, bytes);
}

static void each_mapping(void (*call)(Addr start, Addr end))
{
   Int n;
   Addr *starts = ms2_segments_starts(&n);

   for (Int i = 0; i < n; i++) {
      const NSegment *segment = VG_(am_find_nsegment)(starts[i]);
      if (segment != NULL)
         call(segment->start, segment->end + 1);
   }
   VG_(free)(starts);
}

static void register_calls(void)
{
   VG_(track_pre_mem_read)(before_read);
   VG_(track_pre_mem_read_asciiz)(before_read_text);
   VG_(track_post_mem_write)(after_write);
}

static ULong highest;

static void note_end(Addr start, Addr end)
{
   (void)start;
   if (end > highest || end == 0)
      highest = end != 0 ? end : 1ULL << 32;
}

/* Where the addresses of the program end: a power of two, whatever the version
   of the core has chosen. */
static ULong addresses(void)
{
   ULong end = 1ULL << 32;

   each_mapping(note_end);
   while (end < highest + BEHIND_STACK && sizeof(Addr) == 8)
      end *= 2;
   return end;
}

static Bool init_counts(ULong end)
{
   SizeT n = (SizeT)(end >> MS2_CHUNK_SHIFT);
   Ms2Chunk **table = ms2_compat_shadow_alloc(n * sizeof *table);

   if (table != NULL)
      ms2_accesses_init(table, end);
   return table != NULL;
}

Bool ms2_touch_memory_init(void)
{
   ULong end = addresses();
   SizeT bytes = (SizeT)((end >> MS2_LINE_SHIFT) * sizeof(Ms2Touched));
   Ms2Touched *cells = ms2_compat_shadow_alloc(bytes);

   if (cells == NULL)
      return False;
   ms2_touches_init(cells, end);
   ms2_epochs_init(each_mapping);
   register_calls();
   return !ms2_options->access_counts || init_counts(end);
}
