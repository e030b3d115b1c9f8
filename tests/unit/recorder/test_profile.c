/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that never ran, recorded without Valgrind: made-up events go in,
   and the printer must find their numbers in the profile that comes out. */
#include "host.h"
#include "printer.h"
#include "random.h"
#include "recorder.h"
#include "scratch.h"

#include "base/clock.h"
#include "model/entry.h"
#include "model/heap.h"
#include "model/mappers.h"
#include "model/mappings.h"
#include "model/stack_depth.h"
#include "model/thread.h"
#include "record/file.h"
#include "record/mark.h"
#include "record/writer.h"
#include "record/fact_hints.h"

#include "tap.h"

#include <unistd.h>

#define N_SITES 12
#define N_BLOCKS 500
#define N_EVENTS 40000
#define N_THREADS 3

/* Stacks are main, one of three callers, a site: f1, f10 to f12, f100 to f111.
 */
#define MAIN 1
#define CALLER(site) (10 + (site) % 3)
#define LEAF(site) (100 + (site))

typedef struct {
   ULong calls, allocated, live, live_blocks;
} Sums;

/* What the profile has to say: copied whole at each new maximum. */
static struct {
   Ms2Block blocks[N_BLOCKS];
   bool used[N_BLOCKS];
   Sums all, of[N_SITES];
   ULong peak, peak_of[N_SITES];
   ULong pages, stacks, most_pages, most_stacks, most_sum;
   ULong in_region, region_calls, entered;
} model;

static UInt contexts[N_SITES];
static char path[64];

static Ms2Run run = {
    .path = path,
    .run_id = "4711-1",
    .pid = 4711,
    .ppid = 1,
    .command = "./made up \\ \"quoted\"",
    .exe = "/host/program",
    .started = 1700000000,
    .tool = "0",
    .platform = "none",
};

static void start(void)
{
   Ms2Array *options = ms2_array_new("test", sizeof(const HChar *));

   *(const HChar **)ms2_array_add(options) = "--made=up";
   run.options = options;
   host_options.heap_admin_bytes = 8;
   host_options.stacks = True;
   recorder_start(&run);
   for (UInt i = 0; i < N_SITES; i++) {
      UInt node = ms2_context_child(0, MAIN, False);
      node = ms2_context_child(node, CALLER(i), False);
      contexts[i] = ms2_context_at(ms2_context_child(node, LEAF(i), False));
   }
}

/* ---- events, in both ---------------------------------------------------- */

static void raise(ULong *highest, ULong bytes)
{
   *highest = bytes > *highest ? bytes : *highest;
}

static void note_maxima(void)
{
   if (model.all.live > model.peak) {
      model.peak = model.all.live;
      for (int i = 0; i < N_SITES; i++)
         model.peak_of[i] = model.of[i].live;
   }
   raise(&model.most_pages, model.pages);
   raise(&model.most_stacks, model.stacks);
   raise(&model.most_sum, model.all.live + model.pages + model.stacks);
}

static void model_alloc(ULong bytes, UInt site, bool in_region)
{
   Sums *sums[] = {&model.all, &model.of[site]};

   for (int i = 0; i < 2; i++) {
      sums[i]->calls++;
      sums[i]->allocated += bytes;
      sums[i]->live += bytes;
      sums[i]->live_blocks++;
   }
   if (in_region) {
      model.in_region += bytes;
      model.region_calls++;
   }
}

static void model_free(const Ms2Block *block)
{
   Sums *of = &model.of[block->context - contexts[0]];

   model.all.live -= block->bytes;
   model.all.live_blocks--;
   of->live -= block->bytes;
   of->live_blocks--;
}

static void random_block(const Ms2Caller *caller, bool in_region)
{
   UInt slot = random_below(N_BLOCKS);
   UInt site = random_below(N_SITES);
   Ms2Block *old = &model.blocks[slot];
   Ms2Block block = {.bytes = random_below(1000),
                     .context = contexts[site],
                     .place = 64 * (Addr)(slot + 1)};

   if (model.used[slot] && random_below(4) != 0) {
      model_free(old);
      ms2_heap_free(old, caller);
      model.used[slot] = false;
      return;
   }
   if (model.used[slot])
      model_free(old);
   model_alloc(block.bytes, site, in_region);
   note_maxima();
   if (model.used[slot])
      ms2_heap_resize(old, &block, caller);
   else
      ms2_heap_alloc(&block, caller);
   model.used[slot] = true;
   *old = block;
}

/* One mapping of some pages, larger or smaller; one thread's stack. */
static void random_beside(const Ms2Caller *caller)
{
   ULong now = caller->superblocks;

   if (random_below(2)) {
      Ms2Range range = {.start = 1 << 20,
                        .owner = ms2_context_get(contexts[0])->node,
                        .sort = MS2_MAPPINGS_ANONYMOUS,
                        .access = MS2_MAPPINGS_WRITABLE};
      ms2_mappings_unmap(range.start, range.start + model.pages, now);
      model.pages = 0;
      range.end = range.start + 4096 * (1 + random_below(20));
      model.pages = range.end - range.start;
      note_maxima();
      ms2_mappings_map(&range, now);
   } else {
      model.stacks = random_below(30000);
      note_maxima();
      ms2_stack_depth_set(1, model.stacks, now);
   }
}

static void random_region(bool *inside)
{
   if (*inside) {
      UInt region;
      ms2_entry_end(1, "load", &region);
   } else {
      model.entered++;
      Bool too_deep;
      ms2_entry_begin(1, "load", NULL, &too_deep);
   }
   *inside = !*inside;
}

/* The file is brought up to date once in so many of them. */
static void random_events(UInt n, UInt n_between)
{
   bool inside = false;

   for (UInt i = 0; i < n; i++) {
      Ms2Caller caller = {.tid = 1 + random_below(N_THREADS)};
      host_superblocks += random_below(5000);
      host_ms = host_superblocks / 100000;
      ms2_thread_runs(caller.tid);
      ms2_entry_switch(caller.tid);
      caller.superblocks = ms2_clock_superblocks(caller.tid);
      random_block(&caller, inside && caller.tid == 1);
      if (random_below(50) == 0)
         random_beside(&caller);
      if (caller.tid == 1 && random_below(100) == 0)
         random_region(&inside);
      if (random_below(n_between) == 0)
         ms2_writer_flush();
      else
         ms2_writer_keep_up();
   }
   if (inside)
      random_region(&inside);
}

/* ---- what the printer finds --------------------------------------------- */

static void check(const char *what, const char *quantity, ULong expected)
{
   char limit[200], output[2000];

   snprintf(limit, sizeof limit, "--check='%s==%llu'", quantity, expected);
   int status = printer_run(limit, path, output, sizeof output);
   if (!tap_ok(status == 0, what))
      printf("# %s: %s", limit, output);
}

static void check_site(UInt site)
{
   static const char *const quantities[] = {"peak", "live", "allocated",
                                            "calls"};
   const Sums *of = &model.of[site];
   ULong numbers[] = {model.peak_of[site], of->live, of->allocated, of->calls};
   char quantity[60], what[80];

   for (int i = 0; i < 4; i++) {
      snprintf(quantity, sizeof quantity, "site(f%u).%s", LEAF(site),
               quantities[i]);
      snprintf(what, sizeof what, "%s: %s", strrchr(path, '/') + 1, quantity);
      check(what, quantity, numbers[i]);
   }
}

static void check_profile(void)
{
   check("the peak", "peak", model.peak);
   check("what is live at the end", "live", model.all.live);
   check("and its blocks", "live-blocks", model.all.live_blocks);
   check("all that was allocated", "allocated", model.all.allocated);
   check("the calls", "calls", model.all.calls);
   check("mapped pages at their peak", "pages", model.most_pages);
   check("stacks at their peak", "stacks", model.most_stacks);
   check("the sum of all at its peak", "sum", model.most_sum);
   check("a region", "region(load).allocated", model.in_region);
   check("its calls", "region(load).calls", model.region_calls);
   check("and how often it was entered", "region(load).entered", model.entered);
   check_site(0);
   check_site(N_SITES - 1);
}

static void check_header(void)
{
   static char output[200000];

   tap_ok(printer_run("", path, output, sizeof output) == 0 &&
              strstr(output, run.command) != NULL,
          "the report names the command as it was");
   tap_ok(strstr(output, "status 3") != NULL, "and how the run ended");
}

/* ---- the two processes --------------------------------------------------- */

static void run_parent(void)
{
   scratch_path(path, sizeof path, "parent");
   start();
   for (ThreadId tid = 1; tid <= N_THREADS; tid++) {
      ms2_thread_start(tid, (Int)(4710 + tid));
      ms2_stack_depth_add();
   }
   host_n_threads = N_THREADS;
   random_events(N_EVENTS / 2, N_EVENTS);
   ms2_mark_take("label", 1, "halfway");
   ms2_fact_hints_add("deep");
   random_events(N_EVENTS / 2, N_EVENTS);
   ms2_writer_end("exit", 3);
   tap_ok(!ms2_file_has_failed(), "the parent's profile is written");
   tap_is_str(ms2_file_path(), path, "where it was to go");
}

/* As in a forked child: totals and peaks start anew, with what is live. */
static void fork_model(void)
{
   model.peak = model.all.live;
   for (int i = 0; i < N_SITES; i++) {
      model.peak_of[i] = model.of[i].live;
      model.of[i].allocated = model.of[i].calls = 0;
   }
   model.all.allocated = model.all.calls = 0;
   model.in_region = model.region_calls = model.entered = 0;
   model.most_pages = model.most_stacks = model.most_sum = 0;
   note_maxima();
}

static void run_child(void)
{
   static Ms2Run child;

   fork_model();
   child = run;
   child.pid = 4712;
   child.ppid = child.forked_from = run.pid;
   scratch_path(path, sizeof path, "child");
   host_options.max_file_mb = 1;
   ms2_clock_restart();
   ms2_thread_restart(1, 4712);
   ms2_stack_depth_restart(1);
   ms2_heap_restart();
   ms2_entry_restart(1);
   ms2_mark_restart();
   ms2_mappers_restart();
   ms2_writer_forked(&child);
   random_events(N_EVENTS, 5);
   ms2_writer_end("exit", 0);
   tap_ok(!ms2_file_has_failed(), "the child's profile is written");
   tap_ok(ms2_file_n_bytes() > 300000 && ms2_file_n_bytes() <= 1000000,
          "with fewer snapshots, as it may not become larger");
}

static void test_same_run(void)
{
   Ms2Run same = run;

   same.path = path;
   same.pid = 4713;
   ms2_file_drop();
   ms2_file_open(&same);
   tap_ok(strstr(ms2_file_path(), "child.4713") != NULL,
          "a profile of the same run is kept");
   unlink(ms2_file_path());
   ms2_file_drop();
   same.path = "/nowhere/at/all";
   ms2_file_open(&same);
   tap_ok(ms2_file_has_failed() &&
              strstr(host_said(), "no such folder") != NULL,
          "a file that can not be opened is one line");
   ms2_file_drop();
}

/* Time of the host's own is left out, and the clock goes on where it was. */
static void test_skipped_time(void)
{
   const ULong before = ms2_clock_read_ms();

   host_ms += 500;
   ms2_clock_skip();
   tap_is_u64(ms2_clock_last_ms(), before, "time that is skipped is no time");
   tap_is_u64(ms2_clock_read_ms(), before, "nor when the clock is read");
   host_ms += 3;
   tap_is_u64(ms2_clock_read_ms(), before + 3, "the time after it is");
}

/* What is left out takes its own waiting with it, whether the clock was stopped
   or only read before; what was waited before that counts. */
static void test_waiting(void)
{
   Ms2Waited waited;

   ms2_clock_restart();
   host_ms += 100;
   host_busy_us += 30000;
   tap_ok(ms2_clock_waited(&waited), "the host says how busy it was");
   tap_is_u64(waited.ms, 100, "since the start");
   tap_is_u64(waited.waited_ms, 70, "what it was not busy, it waited");
   host_ms += 10;
   ms2_clock_stop();
   host_ms += 500;
   host_busy_us += 100000;
   ms2_clock_skip();
   ms2_clock_waited(&waited);
   tap_is_u64(waited.ms, 110, "time that is skipped is no time");
   tap_is_u64(waited.waited_ms, 80, "nor was it waited");
   ms2_clock_read_ms();
   host_ms += 20;
   host_busy_us += 20000;
   ms2_clock_skip();
   ms2_clock_waited(&waited);
   tap_is_u64(waited.waited_ms, 80, "nor does it count as busy");
   host_busy_us += 500000;
   ms2_clock_waited(&waited);
   tap_is_u64(waited.waited_ms, 0, "threads that are busy at once wait not");
   host_busy_us = HOST_BUSY_UNKNOWN;
   tap_ok(!ms2_clock_waited(&waited), "a host that does not say");
   ms2_clock_stop();
   host_busy_us = 650000;
   host_ms += 10;
   ms2_clock_skip();
   ms2_clock_waited(&waited);
   tap_is_u64(waited.waited_ms, 0, "it says so again: nothing is made up");
}

int main(void)
{
   scratch_begin();
   run_parent();
   check_profile();
   check_header();
   unlink(path);
   run_child();
   check_profile();
   test_same_run();
   test_skipped_time();
   test_waiting();
   unlink(path);
   scratch_end();
   return tap_done();
}
