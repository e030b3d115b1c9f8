/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said on standard error at the end of a run. */
#include "ms2_summary.h"

#include "ms2_compat.h"
#include "ms2_file.h"
#include "ms2_frames.h"
#include "ms2_functions.h"
#include "ms2_heap.h"
#include "ms2_malloc.h"
#include "ms2_options.h"
#include "ms2_toggle.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_options.h"

/* The parts of an ELF file that tell how it is linked (System V ABI, chapter
   "Object Files"); the same on every system of that word size. */
#if VG_WORDSIZE == 8
#define PHOFF_AT 32
#define PHENTSIZE_AT 54
#else
#define PHOFF_AT 28
#define PHENTSIZE_AT 42
#endif
#define PHNUM_AT (PHENTSIZE_AT + 2)
#define PT_INTERP 3
#define PT_INTERP_OFFSET_AT (VG_WORDSIZE == 8 ? 8 : 4)
#define EHDR_BYTES 64
#define PHDR_BYTES 64

static Bool read_at(Int fd, ULong offset, void *to, Int n_bytes)
{
   return VG_(lseek)(fd, offset, VKI_SEEK_SET) >= 0 &&
          VG_(read)(fd, to, n_bytes) == n_bytes;
}

static UWord word_at(const UChar *bytes)
{
   UWord word;

   VG_(memcpy)(&word, bytes, sizeof word);
   return word;
}

static UShort half_at(const UChar *bytes)
{
   UShort half;

   VG_(memcpy)(&half, bytes, sizeof half);
   return half;
}

/* Puts the path of the executable's dynamic loader into `path`; "" if it has
   none.  False: the executable can not be read. */
static Bool find_interpreter(HChar *path, Int path_bytes)
{
   UChar elf[EHDR_BYTES];
   UChar header[PHDR_BYTES];
   ULong at;

   path[0] = '\0';
   if (!read_at(VG_(cl_exec_fd), 0, elf, sizeof elf) ||
       half_at(elf + PHENTSIZE_AT) > sizeof header) {
      return False;
   }
   at = word_at(elf + PHOFF_AT);
   for (UInt i = 0; i < half_at(elf + PHNUM_AT); i++) {
      UInt kind;

      if (!read_at(VG_(cl_exec_fd), at, header, half_at(elf + PHENTSIZE_AT))) {
         return False;
      }
      VG_(memcpy)(&kind, header, sizeof kind);
      if (kind == PT_INTERP) {
         Bool ok =
             read_at(VG_(cl_exec_fd), word_at(header + PT_INTERP_OFFSET_AT),
                     path, path_bytes - 1);
         path[path_bytes - 1] = '\0';
         return ok;
      }
      at += half_at(elf + PHENTSIZE_AT);
   }
   return True;
}

/* Nothing was seen: why, and what helps. */
static void explain_nothing(void)
{
   HChar loader[64];

   if (!ms2_options->heap) {
      VG_(umsg)("ms2 recorded nothing: --heap=no\n");
   } else if (find_interpreter(loader, sizeof loader) && loader[0] == '\0') {
      VG_(umsg)("ms2 saw no allocation: the program is statically linked, and"
                " its malloc\n");
      VG_(umsg)("has no symbol: do not strip it, or link it dynamically\n");
   } else if (VG_(strstr)(loader, "ld-musl") != NULL) {
      VG_(umsg)("ms2 saw no allocation: the program uses musl; run it with"
                " --soname-synonyms=somalloc=NONE\n");
   } else {
      VG_(umsg)("ms2 saw no allocation: the program called no malloc, calloc,"
                " realloc or new,\n");
      VG_(umsg)("or it has an allocator of its own\n");
      if (VG_(clo_soname_synonyms) == NULL) {
         VG_(umsg)("If that one is called malloc too, try"
                   " --soname-synonyms=somalloc=NONE\n");
      }
   }
}

static void print_usage(const HChar *label, Ms2Usage usage, const HChar *what)
{
   VG_(umsg)("%s %'llu byte%s in %'llu %s%s\n", label, usage.bytes,
             usage.bytes == 1 ? "" : "s", usage.blocks, what,
             usage.blocks == 1 ? "" : "s");
}

static void print_file(void)
{
   if (ms2_file_has_failed()) {
      VG_(umsg)("No profile: see above\n");
      return;
   }
   VG_(umsg)("Profile:  %s\n", ms2_file_path());
   VG_(umsg)("To see it: ms2_print %s\n", ms2_file_path());
}

void ms2_summary_print(void)
{
   const Ms2Heap *heap = ms2_heap_get();
   Ms2Peak peak = ms2_peak_get(MS2_PEAK_HEAP, heap);

   if (VG_(clo_stats)) {
      ms2_frames_print_stats();
   }
   if (ms2_options->check_unwind) {
      ms2_frames_print_check();
   }
   if (VG_(clo_verbosity) == 0) {
      return;
   }
   if (ms2_malloc_n_seen() == 0 && ms2_functions_n_seen() == 0 &&
       heap->live.blocks == 0) {
      explain_nothing();
   }
   print_usage("Total:   ", heap->allocated, "call");
   print_usage("Peak:    ", peak.heap.live, "block");
   print_usage("At exit: ", heap->live, "block");
   ms2_functions_print_unused();
   ms2_toggle_print_unused();
   if (ms2_malloc_n_foreign_unsaid() > 0) {
      VG_(umsg)("ms2: %'llu more pointers that were no live heap blocks were"
                " given to free or realloc\n",
                ms2_malloc_n_foreign_unsaid());
   }
   print_file();
}
