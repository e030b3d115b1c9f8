/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tool's face to the core: names, needs, the order of init and fini. */
#include "capture/announced_blocks.h"
#include "capture/block.h"
#include "model/realloc_chains.h"
#include "base/clock.h"
#include "control/clreq.h"
#include "model/collect.h"
#include "host/compat.h"
#include "model/context.h"
#include "model/entry.h"
#include "capture/ignore_fn.h"
#include "capture/call_stack.h"
#include "capture/malloc_fn.h"
#include "capture/hook.h"
#include "capture/malloc.h"
#include "capture/mmap.h"
#include "capture/naming.h"
#include "model/names.h"
#include "control/options.h"
#include "control/owners.h"
#include "record/fact_survivors.h"
#include "record/writer.h"
#include "capture/live_blocks.h"
#include "capture/pageheap.h"
#include "model/mappers.h"
#include "model/mappings.h"
#include "model/peak.h"
#include "control/process.h"
#include "model/region.h"
#include "capture/allocator_objects.h"
#include "capture/block_requests.h"
#include "model/sizes.h"
#include "capture/stack_pointer.h"
#include "model/thread.h"
#include "model/snapshots.h"
#include "capture/toggle.h"
#include "capture/touch_memory.h"
#include "control/fairness.h"
#include "control/run.h"
#include "control/usage.h"
#include "use/use.h"

#include "host/installed.h"

#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_options.h"
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"

static void record_use(void)
{
   if (!ms2_touch_memory_init()) {
      VG_(fmsg_bad_option)("--use", "the addresses for it are not to be had:"
                                    " a 32nd part of all that there are\n");
   }
   ms2_use_init(ms2_live_blocks_each_at);
}

static void after_options(void)
{
   ms2_installed_check();
   ms2_options_settle();
   ms2_clock_init();
   ms2_names_init(&ms2_naming);
   ms2_thread_init();
   ms2_sizes_init();
   ms2_realloc_chains_init();
   ms2_context_init(ms2_ignore_fn_is_ignored);
   ms2_call_stack_init();
   ms2_block_init();
   ms2_peak_init();
   ms2_mappers_init();
   ms2_mappings_init();
   ms2_mmap_init();
   if (ms2_options->pages_as_heap)
      ms2_pageheap_init();
   ms2_announced_blocks_init();
   ms2_malloc_fn_init();
   ms2_collect_init();
   ms2_region_init();
   ms2_entry_init();
   ms2_toggle_init();
   ms2_fairness_init();
   ms2_allocator_objects_init();
   ms2_owners_init();
   ms2_snapshots_init(&ms2_writer_sink);
   if (ms2_options->stacks)
      ms2_stack_pointer_init();
   if (ms2_options->touches)
      record_use();
   ms2_fact_survivors_set_blocks(ms2_live_blocks_each);
   ms2_writer_set_recorder("stock");
   ms2_writer_start(ms2_run_start());
}

/* The core keeps descriptor 2 for itself and refuses it to the client, which
   then can not even open its libraries if that is the first one free. */
static void occupy_standard_error(void)
{
   struct vg_stat st;
   Int fd = VG_(fstat)(2, &st) == 0
                ? -1
                : VG_(fd_open)("/dev/null", VKI_O_WRONLY, 0);

   if (fd >= 0 && fd != 2)
      VG_(close)(fd); /* 0 or 1 was free, too: the client may have those */
}

static void before_options(void)
{
   occupy_standard_error();
   VG_(details_name)("ms2");
   VG_(details_version)(PACKAGE_VERSION);
   VG_(details_description)("a heap profiler");
   VG_(details_copyright_author)("Copyright (C) 2026, and GNU GPL'd, by the"
                                 " authors of ms2.");
   VG_(details_bug_reports_to)("the authors of ms2");
   VG_(details_avg_translation_sizeB)(330);
   VG_(basic_tool_funcs)(after_options, ms2_hook_instrument, ms2_process_end);
   VG_(needs_command_line_options)(ms2_options_process, ms2_usage_print,
                                   ms2_usage_print_debug);
   VG_(clo_read_inline_info) = True;
   ms2_options_init();
   ms2_malloc_register();
   ms2_clreq_register();
   ms2_process_register();
}

VG_DETERMINE_INTERFACE_VERSION(before_options)
