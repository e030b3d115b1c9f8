/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the program's memory is searched for who holds what. */
#include "control/owners.h"

#include "base/clock.h"
#include "base/options.h"
#include "capture/allocator_blocks.h"
#include "capture/live_blocks.h"
#include "capture/readable_memory.h"
#include "capture/root_memory.h"
#include "capture/thread_memory.h"
#include "model/context.h"
#include "model/heap.h"
#include "owners/root_table.h"
#include "owners/search.h"
#include "record/fact_owners.h"

#include "pub_tool_libcproc.h"
#include "pub_tool_libcsetjmp.h"
#include "pub_tool_libcsignal.h"
#include "pub_tool_signals.h"
#include "pub_tool_vki.h"

/* More blocks than a search numbers would take over 60 GB for it. */
#define MOST_BLOCKS 0xFFFF0000U

static struct {
   Ms2Search search; /* the one that runs */
   UInt n;           /* blocks counted */
   VG_MINIMAL_JMP_BUF(fault);
   Bool at_end;                /* the end was searched */
   Bool is_forked;             /* this is the child of a fork */
   ULong all_us;               /* of all searches at peaks */
   ULong last_us, last_blocks; /* of the last one */
} owners;

/* ---- blocks ------------------------------------------------------------- */

static void count_block(const Ms2Block *block)
{
   (void)block;
   if (owners.n < MOST_BLOCKS)
      owners.n++;
}

static void add_block(const Ms2Block *block, Addr address)
{
   if (owners.search.blocks.n < owners.n) {
      ms2_blocks_add(&owners.search.blocks, address, block->bytes,
                     ms2_context_is_recorded(block->context) ? block->context
                                                             : 0);
   }
}

/* ---- a search ----------------------------------------------------------- */

static void on_fault(Int signal, Addr address)
{
   (void)signal, (void)address;
   VG_MINIMAL_LONGJMP(owners.fault);
}

static void find(ThreadId leaving, void (*run)(Ms2Search *search))
{
   owners.n = 0;
   ms2_live_blocks_each(count_block);
   ms2_search_init(&owners.search, owners.n);
   ms2_live_blocks_each_at(add_block);
   ms2_search_settle(&owners.search);
   ms2_readable_memory_find(&owners.search.readable);
   ms2_root_memory_begin();
   ms2_allocator_blocks_each(ms2_root_memory_see_foreign);
   VG_(set_fault_catcher)(on_fault);
   ms2_root_memory_add(&owners.search, leaving);
   run(&owners.search);
   VG_(set_fault_catcher)(NULL);
}

/* All pages were read before.  One that can not be any more belongs to a file
   that another process has cut: then what was found so far is left alone. */
static Bool try_to_find(ThreadId leaving, void (*run)(Ms2Search *search))
{
   vki_sigset_t signals;

   VG_(sigprocmask)(VKI_SIG_SETMASK, NULL, &signals);
   if (VG_MINIMAL_SETJMP(owners.fault) == 0) {
      find(leaving, run);
      return True;
   }
   VG_(sigprocmask)(VKI_SIG_SETMASK, &signals, NULL);
   VG_(set_fault_catcher)(NULL);
   ms2_host_say("ms2: memory went while it was searched for who holds what; "
                "this search is left out\n");
   return False;
}

static ULong now_us(void)
{
   struct vki_timeval time;

   VG_(gettimeofday)(&time, NULL);
   return time.tv_sec * 1000000ULL + time.tv_usec;
}

void ms2_owners_search(const HChar *how, ThreadId leaving)
{
   ms2_clock_stop();
   ULong start = now_us();
   if (try_to_find(leaving, ms2_search_run)) {
      owners.last_us = now_us() - start;
      owners.last_blocks = owners.search.blocks.n;
      ms2_fact_owners_write(how, &owners.search, owners.last_us);
      ms2_search_release(&owners.search);
   }
   ms2_clock_skip();
}

Bool ms2_owners_ask(void (*run)(Ms2Search *search),
                    void (*use)(Ms2Search *search))
{
   ms2_clock_stop();
   Bool is_found = try_to_find(MS2_NO_THREAD, run);
   if (is_found) {
      use(&owners.search);
      ms2_search_release(&owners.search);
   }
   ms2_clock_skip();
   return is_found;
}

/* ---- peaks -------------------------------------------------------------- */

/* All searches together take at most a 20th of the run so far. */
#define SHARE_OF_RUN 20

/* What the first one may take, whose cost is not known yet. */
#define FIRST_US 2000
#define FIRST_US_A_BLOCK 2

/* How much higher the next peak has to be: a quarter, or where there was no
   time for this one a 64th. */
#define HIGHER 4
#define SOON 64

static ULong expected_us(ULong n_blocks)
{
   if (owners.last_blocks == 0)
      return FIRST_US + FIRST_US_A_BLOCK * n_blocks;
   ULong blocks = n_blocks > owners.last_blocks ? n_blocks : owners.last_blocks;
   return owners.last_us / owners.last_blocks * blocks + owners.last_us;
}

static Bool is_affordable(ULong n_blocks)
{
   ULong run_us = ms2_clock_read_ms() * 1000;

   return (owners.all_us + expected_us(n_blocks)) * SHARE_OF_RUN <= run_us;
}

static void watch_from(ULong bytes, UInt part);

static void search_peak(void)
{
   const Ms2Usage live = ms2_heap_get()->live;
   Bool is_searched = is_affordable(live.blocks);

   if (is_searched) {
      ms2_owners_search("peak", MS2_NO_THREAD);
      owners.all_us += owners.last_us;
   }
   watch_from(live.bytes, is_searched ? HIGHER : SOON);
}

static void watch_from(ULong bytes, UInt part)
{
   if (ms2_options->owners_at_peaks)
      ms2_heap_set_watch(bytes + bytes / part + 1, search_peak);
}

/* ---- the end, and forks ------------------------------------------------- */

void ms2_owners_init(void)
{
   ms2_root_table_init();
   ms2_thread_memory_init();
   watch_from(0, HIGHER);
}

void ms2_owners_restart(void)
{
   owners.is_forked = True;
   owners.all_us = 0;
   watch_from(ms2_heap_get()->live.bytes, HIGHER);
}

/* A child of a fork has what its parent has, and is about to forget it. */
void ms2_owners_before_exec(ThreadId leaving)
{
   if (!owners.is_forked && ms2_options->owners_at_end)
      ms2_owners_search("end", leaving);
}

void ms2_owners_at_end(ThreadId leaving)
{
   if (owners.at_end || !ms2_options->owners_at_end)
      return;
   owners.at_end = True;
   ms2_heap_set_watch(~0ULL, search_peak);
   ms2_owners_search("end", leaving);
}
