/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder's options. */
#include "base/options.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_replacemalloc.h"

/* The core's option macros are conditions, which clang-format takes for calls.
   clang-format off */

/* 256 frames hold what real programs nest (a Rust stack has about 30, an
   interpreter's about 100), so that trees have their root; stacks share their
   outer frames, so that depth costs little. */
#define DEFAULT_DEPTH 256

static Ms2Options options;
const Ms2Options *const ms2_options = &options;

static XArray *new_list(void)
{
   return VG_(newXA)(VG_(malloc), "ms2.options", VG_(free),
                     sizeof(const HChar *));
}

void ms2_options_init(void)
{
   options.heap = True;
   options.heap_admin_bytes = 8;
   options.depth = DEFAULT_DEPTH;
   options.short_lived = 1;
   options.max_file_mb = 64;
   options.time_unit = "superblocks";
   options.out_file = "ms2.out.%p";
   options.alloc_fns = new_list();
   options.ignore_fns = new_list();
   options.toggle_fns = new_list();
   options.malloc_fns = new_list();
   options.realloc_fns = new_list();
   options.free_fns = new_list();
}

static Bool process_lists(const HChar *arg)
{
   const HChar *name;

   if VG_STR_CLO (arg, "--alloc-fn", name) {
      VG_(addToXA)(options.alloc_fns, &name);
   } else if VG_STR_CLO (arg, "--ignore-fn", name) {
      VG_(addToXA)(options.ignore_fns, &name);
   } else if VG_STR_CLO (arg, "--toggle-collect", name) {
      VG_(addToXA)(options.toggle_fns, &name);
   } else if VG_STR_CLO (arg, "--malloc-fn", name) {
      VG_(addToXA)(options.malloc_fns, &name);
   } else if VG_STR_CLO (arg, "--realloc-fn", name) {
      VG_(addToXA)(options.realloc_fns, &name);
   } else if VG_STR_CLO (arg, "--free-fn", name) {
      VG_(addToXA)(options.free_fns, &name);
   } else {
      return False;
   }
   return True;
}

static Bool process_time_unit(const HChar *arg)
{
   if VG_XACT_CLO (arg, "--time-unit=i", options.time_unit, "i") {
      options.count_instructions = True;
   } else if VG_XACT_CLO (arg, "--time-unit=ms", options.time_unit, "ms") {
      options.count_instructions = False;
   } else if VG_XACT_CLO (arg, "--time-unit=B", options.time_unit, "B") {
      options.count_instructions = False;
   } else if VG_XACT_CLO (arg, "--time-unit=superblocks", options.time_unit,
                          "superblocks") {
      options.count_instructions = False;
   } else if (VG_(strncmp)(arg, "--time-unit=", 12) == 0) {
      VG_(fmsg_bad_option)(arg, "wanted: superblocks, i, ms or B\n");
   } else {
      return False;
   }
   return True;
}

/* massif's options for what ms2 always does at its best: every snapshot has
   its tree, the peak is exact, and snapshots are not limited in number. */
static Bool accept_needless(const HChar *arg)
{
   double inaccuracy;
   Int number;

   if VG_DBL_CLO (arg, "--peak-inaccuracy", inaccuracy) {
      (void)inaccuracy;
      return True;
   }
   if VG_BINT_CLO (arg, "--detailed-freq", number, 1, 1000000) {
      return True;
   }
   return VG_BINT_CLO(arg, "--max-snapshots", number, 10, 1000000);
}

/* Per cent; kept as text, since only the views use it. */
static Bool process_threshold(const HChar *arg)
{
   double threshold;

   if (!VG_DBL_CLO(arg, "--threshold", threshold)) {
      return False;
   }
   if (threshold < 0 || threshold > 100) {
      VG_(fmsg_bad_option)(arg, "--threshold must be between 0.0 and 100.0\n");
   }
   options.threshold = VG_(strchr)(arg, '=') + 1;
   return True;
}

/* Stacks lie in mapped pages, and would count twice. */
static Bool process_series(const HChar *arg)
{
   if VG_BOOL_CLO (arg, "--stacks", options.stacks) {
   } else if VG_BOOL_CLO (arg, "--pages-as-heap", options.pages_as_heap) {
   } else {
      return False;
   }
   if (options.stacks && options.pages_as_heap) {
      VG_(fmsg_bad_option)(arg, "--stacks=yes and --pages-as-heap=yes do not go"
                                " together\n");
   }
   return True;
}

Bool ms2_options_process(const HChar *arg)
{
   if VG_BOOL_CLO (arg, "--heap", options.heap) {
   } else if VG_BINT_CLO (arg, "--heap-admin", options.heap_admin_bytes, 0,
                          1024) {
   } else if VG_BINT_CLO (arg, "--depth", options.depth, 1, MS2_MAX_DEPTH) {
   } else if VG_BINT_CLO (arg, "--max-file-size", options.max_file_mb, 0,
                          1000000) {
   } else if VG_BINT_CLO (arg, "--short-lived", options.short_lived, 0,
                          1000000000) {
   } else if VG_BOOL_CLO (arg, "--separate-threads", options.separate_threads) {
   } else if VG_STR_CLO (arg, "--ms2-out-file", options.out_file) {
   } else if VG_STR_CLO (arg, "--massif-out-file", options.out_file) {
   } else if VG_BOOL_CLO (arg, "--check-unwind", options.check_unwind) {
   } else if VG_STR_CLO (arg, "--ms2-run", options.run_id) {
   } else {
      return process_time_unit(arg) || process_lists(arg) ||
             process_threshold(arg) || process_series(arg) ||
             accept_needless(arg) ||
             VG_(replacement_malloc_process_cmd_line_option)(arg);
   }
   return True;
}

/* As in massif: pages have no admin, and without a heap there are none. */
void ms2_options_settle(void)
{
   options.pages_as_heap = options.pages_as_heap && options.heap;
   if (options.pages_as_heap) {
      options.heap_admin_bytes = 0;
   }
}

void ms2_options_print_usage(void)
{
   VG_(printf)(
       "    --ms2-out-file=<file>     where the profile goes [ms2.out.%%p]\n"
       "                              (%%p: process id, %%q{VAR}: "
       "environment)\n"
       "    --max-file-size=<MB>      above it the file is written anew with "
       "fewer\n"
       "                              snapshots; 0: no limit [64]\n"
       "    --depth=<n>               frames kept of a stack, 1 to %d [%d]\n"
       "    --time-unit=superblocks|i|ms|B\n"
       "                              the graph's default axis [superblocks];\n"
       "                              i: instructions, counted only when asked "
       "for;\n"
       "                              every other axis is always recorded\n"
       "    --short-lived=<n>         a block is short-lived if it is freed at "
       "most\n"
       "                              so many allocations of its thread later "
       "[1]\n"
       "    --separate-threads=no|yes keep the stacks of each thread apart "
       "[no]\n"
       "    --ignore-fn=<name>        do not record what is allocated directly "
       "in\n"
       "                              this function (* and ? match)\n"
       "    --toggle-collect=<name>   record only while this function runs (* "
       "and ?\n"
       "                              match); each is a region\n"
       "    --malloc-fn=<name>[:<size>[*<times>]]\n"
       "                              this function of the program allocates; "
       "numbers\n"
       "                              of its arguments [:1]\n"
       "    --realloc-fn=<name>[:<pointer>,<size>[*<times>]]\n"
       "                              this one changes the size of a block "
       "[:1,2]\n"
       "    --free-fn=<name>[:<pointer>]\n"
       "                              this one frees a block [:1]\n"
       "    --heap-admin=<bytes>      an allocator's own bytes a block [8]\n"
       "    --heap=no|yes             record the heap [yes]\n"
       "    --stacks=no|yes           measure how deep each thread's stack is "
       "[no]\n"
       "    --pages-as-heap=no|yes    the heap is the mapped pages of every "
       "kind, and\n"
       "                              malloc is not looked at [no]\n"
       "  these may be given now or to ms2_print:\n"
       "    --alloc-fn=<name>         this function counts as an allocator\n"
       "    --threshold=<per cent>    hide what is smaller in trees [1.0]\n"
       "  massif's options that have nothing to do here are accepted:\n"
       "    --massif-out-file --peak-inaccuracy --detailed-freq "
       "--max-snapshots\n",
       MS2_MAX_DEPTH, DEFAULT_DEPTH);
}

void ms2_options_print_debug_usage(void)
{
   VG_(printf)("    --check-unwind=no|yes     unwind every stack both ways, "
               "and say how many\n"
               "                              differ [no]\n");
}
