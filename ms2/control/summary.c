/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said on standard error at the end of a run. */
#include "control/summary.h"

#include "host/compat.h"
#include "record/file.h"
#include "capture/call_stack.h"
#include "capture/malloc_fn.h"
#include "model/heap.h"
#include "control/hints.h"
#include "capture/malloc.h"
#include "base/options.h"
#include "capture/toggle.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_options.h"

/* Nothing was seen: why, and what helps, unless a hint says it. */
static void explain_nothing(void)
{
   if (!ms2_options->heap) {
      VG_(umsg)("ms2 recorded nothing: --heap=no\n");
   } else if (!ms2_hints_explain_nothing()) {
      VG_(umsg)("ms2 saw no allocation: the program called no malloc, calloc,"
                " realloc or new,\n");
      VG_(umsg)("or it has an allocator of its own\n");
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

   if (VG_(clo_stats))
      ms2_call_stack_print_stats();
   if (ms2_options->check_unwind)
      ms2_call_stack_print_check();
   if (VG_(clo_verbosity) == 0)
      return;
   if (ms2_hints_saw_nothing())
      explain_nothing();
   print_usage("Total:   ", heap->allocated, "call");
   print_usage("Peak:    ", peak.heap.live, "block");
   print_usage("At exit: ", heap->live, "block");
   if (heap->library.blocks > 0)
      print_usage("C library:", heap->library, "more block");
   ms2_malloc_fn_print_unused();
   ms2_toggle_print_unused();
   if (ms2_malloc_n_foreign_unsaid() > 0) {
      VG_(umsg)("ms2: %'llu more pointers that were no live heap blocks were"
                " given to free or realloc\n",
                ms2_malloc_n_foreign_unsaid());
   }
   ms2_hints_print();
   print_file();
}
