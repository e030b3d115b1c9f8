/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marks on the timeline. */
#include "record/mark.h"

#include "base/clock.h"
#include "model/entry.h"
#include "model/heap.h"
#include "record/facts.h"
#include "record/record.h"
#include "model/region.h"
#include "model/thread.h"
#include "model/snapshots.h"

/* More names would hide a graph.  The file's description has this number. */
#define MAX_REGION_MARKS 100

/* A label in a loop must not make the file as long as the run. */
#define MAX_MARKS 10000

static struct {
   UInt n;
   UInt n_of_regions;
} marks;

/* MS2_NO_THREAD: from outside the program. */
static void take(const HChar *how, ThreadId tid, UInt region, const HChar *text)
{
   Bool is_outside = tid == MS2_NO_THREAD;

   if (is_outside)
      ms2_clock_read_ms(); /* the program may have slept for long */
   else
      ms2_clock_superblocks(tid);
   ms2_snapshots_take(ms2_heap_get());
   ms2_record_mark(how, region,
                   is_outside ? 0 : ms2_thread_number(ms2_thread_get(tid)),
                   ms2_clock_last_superblocks(), ms2_clock_last_ms(), text);
   ms2_facts_write_at_mark();
}

void ms2_mark_take(const HChar *how, ThreadId tid, const HChar *text)
{
   UInt region = tid == MS2_NO_THREAD ? 0 : ms2_entry_innermost(tid);

   if (marks.n++ < MAX_MARKS) {
      take(how, tid, region, text);
   } else if (marks.n == MAX_MARKS + 1) {
      ms2_host_say("ms2: more than %d marks; further ones are left out\n",
                   MAX_MARKS);
   }
}

void ms2_mark_region(const HChar *how, ThreadId tid, UInt region)
{
   if (marks.n_of_regions < MAX_REGION_MARKS) {
      marks.n_of_regions++;
      take(how, tid, region, ms2_region_get(region)->name);
   }
}

void ms2_mark_restart(void)
{
   marks.n = 0;
   marks.n_of_regions = 0;
}
