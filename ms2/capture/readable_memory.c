/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the program's memory can be read, and holds anything. */
#include "capture/readable_memory.h"

#include "host/compat.h"
#include "host/segments.h"
#include "owners/pointers.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcsetjmp.h"
#include "pub_tool_libcsignal.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_signals.h"
#include "pub_tool_vki.h"

/* What /proc/self/pagemap says of a page: 64 bits. */
#define IS_PRESENT (1ULL << 63)
#define IS_SWAPPED (1ULL << 62)

/* So many pages are asked about at once. */
#define PAGES_A_QUESTION 4096

/* A writable file whose pages are written to it may be taken out of our page
   table without having been forgotten, so that smaller ones are read whole. */
#define WHOLE_FILE_BYTES ((SizeT)64 << 20)

static struct {
   Ms2Ranges *readable;
   Int pagemap; /* negative: there is none */
   ULong pages[PAGES_A_QUESTION];
   VG_MINIMAL_JMP_BUF(fault);
   vki_sigset_t signals; /* that are blocked without a fault */
} memory;

/* ---- reading a page ----------------------------------------------------- */

static void on_fault(Int signal, Addr address)
{
   (void)signal, (void)address;
   VG_MINIMAL_LONGJMP(memory.fault);
}

/* The end of the pages from `start` on that can be read. */
static Addr end_of_readable(Addr start, Addr end)
{
   /* Not in registers, which a long jump does not restore. */
   static volatile Addr at;
   fault_catcher_t before = VG_(set_fault_catcher)(on_fault);

   at = start;
   if (VG_MINIMAL_SETJMP(memory.fault) == 0) {
      for (; at < end; at += VKI_PAGE_SIZE)
         (void)*(volatile const UChar *)at;
   } else {
      VG_(sigprocmask)(VKI_SIG_SETMASK, &memory.signals, NULL);
   }
   VG_(set_fault_catcher)(before);
   return at;
}

/* Adds what can be read of [start, end). */
static void add_pages(const Ms2Range *like, Addr start, Addr end)
{
   while (start < end) {
      Ms2Range range = *like;
      range.start = start;
      range.end = end_of_readable(start, end);
      if (range.end > start)
         ms2_ranges_add(memory.readable, &range);
      start = range.end + VKI_PAGE_SIZE;
   }
}

/* ---- pages with memory -------------------------------------------------- */

/* False: nothing is said of these pages. */
static Bool ask(Addr start, UInt n)
{
   Int bytes = (Int)(n * sizeof memory.pages[0]);
   ULong at = start / VKI_PAGE_SIZE * sizeof memory.pages[0];

   if (memory.pagemap < 0)
      return False;
   ms2_host_seek(memory.pagemap, at);
   return VG_(read)(memory.pagemap, memory.pages, bytes) == bytes;
}

static void add_part(const Ms2Range *like, Addr start, UInt n)
{
   if (!ask(start, n)) {
      add_pages(like, start, start + n * VKI_PAGE_SIZE);
      return;
   }
   for (UInt i = 0; i < n;) {
      UInt first = i;
      while (i < n && (memory.pages[i] & (IS_PRESENT | IS_SWAPPED)))
         i++;
      if (i > first) {
         add_pages(like, start + first * VKI_PAGE_SIZE,
                   start + i * VKI_PAGE_SIZE);
      }
      while (i < n && !(memory.pages[i] & (IS_PRESENT | IS_SWAPPED)))
         i++;
   }
}

static void add_touched(const Ms2Range *range)
{
   for (Addr at = range->start; at < range->end;) {
      SizeT n = (range->end - at) / VKI_PAGE_SIZE;
      n = n < PAGES_A_QUESTION ? n : PAGES_A_QUESTION;
      add_part(range, at, (UInt)n);
      at += n * VKI_PAGE_SIZE;
   }
}

/* ---- segments ----------------------------------------------------------- */

/* /dev/zero is memory like any other. */
static Bool is_device(const NSegment *segment)
{
   const UInt kind = segment->mode & MS2_COMPAT_KIND_MASK;

   if (segment->kind != SkFileC ||
       (kind != MS2_COMPAT_KIND_CHARACTERS && kind != MS2_COMPAT_KIND_BLOCKS)) {
      return False;
   }
   const HChar *path = VG_(am_get_filename)(segment);
   return path == NULL || ms2_host_strcmp(path, "/dev/zero") != 0;
}

static void add_segment(const NSegment *segment)
{
   Ms2Range range = {
       .start = segment->start,
       .end = segment->end + 1,
       .owner = MS2_READABLE_OTHER,
       .sort =
           segment->kind == SkFileC ? MS2_POINTERS_FILE : MS2_POINTERS_NO_FILE,
       .access = segment->hasX ? MS2_POINTERS_CODE : MS2_POINTERS_DATA,
   };

   if (!segment->hasR || is_device(segment))
      return;
   if (!segment->hasW) {
      range.owner = MS2_READABLE_CONSTANT;
      ms2_ranges_add(memory.readable, &range);
      return;
   }
   if (segment->isCH)
      range.owner = MS2_READABLE_HEAP;
   if (segment->kind != SkAnonC && range.end - range.start <= WHOLE_FILE_BYTES)
      add_pages(&range, range.start, range.end);
   else
      add_touched(&range);
}

void ms2_readable_memory_find(Ms2Ranges *readable)
{
   Int n;
   Addr *starts = ms2_segments_starts(&n);

   VG_(sigprocmask)(VKI_SIG_SETMASK, NULL, &memory.signals);
   memory.readable = readable;
   memory.pagemap = ms2_host_open("/proc/self/pagemap", MS2_HOST_READ);
   for (Int i = 0; i < n; i++) {
      const NSegment *segment = VG_(am_find_nsegment)(starts[i]);
      if (segment != NULL)
         add_segment(segment);
   }
   if (memory.pagemap >= 0)
      ms2_host_close(memory.pagemap);
   VG_(free)(starts);
}
