/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starting the recorder for a test. */
#include "recorder.h"

#include "host.h"

#include "base/clock.h"
#include "model/collect.h"
#include "model/entry.h"
#include "model/mappers.h"
#include "model/mappings.h"
#include "model/peak.h"
#include "model/realloc_chains.h"
#include "model/region.h"
#include "model/sizes.h"
#include "model/stack_depth.h"
#include "model/thread.h"
#include "owners/root_table.h"
#include "record/writer.h"

static Bool ignore_none(UInt leaf)
{
   (void)leaf;
   return False;
}

static UInt no_backtrace(ULong superblocks)
{
   (void)superblocks;
   return 0;
}

static void no_delta(const Ms2Context *context)
{
   (void)context;
}

static void no_snapshot(const Ms2Snapshot *snapshot)
{
   (void)snapshot;
}

void recorder_start_model(const Ms2Namer *namer, const Ms2TimelineSink *sink)
{
   static const Ms2TimelineSink nowhere = {no_delta, no_snapshot};

   ms2_clock_init();
   ms2_names_init(namer);
   ms2_thread_init();
   ms2_sizes_init();
   ms2_realloc_chains_init();
   ms2_context_init(ignore_none);
   ms2_peak_init();
   ms2_mappers_init();
   ms2_mappings_init();
   ms2_snapshots_init(sink != NULL ? sink : &nowhere);
}

static void set_options(void)
{
   Ms2Array *none = ms2_array_new("test", sizeof(const HChar *));

   host_options.heap = True;
   host_options.depth = 100;
   host_options.short_lived = 1;
   host_options.time_unit = "superblocks";
   host_options.alloc_fns = host_options.ignore_fns = none;
   host_options.toggle_fns = host_options.malloc_fns = none;
   host_options.realloc_fns = host_options.free_fns = none;
   host_options.free_all_fns = none;
}

void recorder_start(const Ms2Run *run)
{
   set_options();
   recorder_start_model(&host_namer, &ms2_writer_sink);
   ms2_collect_init();
   ms2_region_init();
   ms2_entry_init();
   ms2_root_table_init();
   ms2_stack_depth_init(no_backtrace);
   ms2_writer_set_recorder("inline");
   ms2_writer_start(run);
}
