/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands to a running program. */
#include "control/monitor.h"

#include "base/clock.h"
#include "capture/mmap.h"
#include "control/monitor_leaks.h"
#include "control/monitor_owners.h"
#include "control/monitor_say.h"
#include "model/collect.h"
#include "host/compat.h"
#include "model/context.h"
#include "model/entry.h"
#include "record/file.h"
#include "model/heap.h"
#include "model/held_by_stack.h"
#include "record/mark.h"
#include "base/options.h"
#include "record/writer.h"
#include "model/peak.h"
#include "model/region.h"
#include "model/series.h"

#include "pub_tool_clientstate.h"
#include "pub_tool_gdbserver.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_threadstate.h"

/* Call stacks that are shown unless a command says how many. */
#define DEFAULT_STACKS MS2_MONITOR_SAY_STACKS

/* Room for all names of commands, with blanks between. */
#define NAMES_BYTES 256

/* ---- what is said ------------------------------------------------------- */

/* Brings the file up to date, and says where it is. */
static void flush(void)
{
   ms2_writer_flush();
   if (ms2_file_has_failed()) {
      VG_(gdb_printf)("there is no profile: '%s' could not be written\n",
                      ms2_file_path());
      return;
   }
   VG_(gdb_printf)("profile: %s (%'llu bytes)\n", ms2_file_path(),
                   ms2_file_n_bytes());
}

/* ---- the commands, each with the text behind its name ------------------- */

static void snapshot(const HChar *label)
{
   ms2_mmap_look(ms2_clock_last_superblocks());
   ms2_mark_take("label", MS2_NO_THREAD, label);
   ms2_monitor_say_usage("snapshot taken: ", ms2_heap_get()->live, "block");
   flush();
}

static void all_snapshots(const HChar *unused)
{
   (void)unused;
   flush();
   VG_(gdb_printf)("it has all snapshots: ms2_print --view=snapshots %s\n",
                   ms2_file_path());
}

/* Valgrind's own execution trees hold no stacks longer than --num-callers, and
   know no names of code that was unloaded; the profile has all. */
static void xtmemory(const HChar *unused)
{
   (void)unused;
   flush();
   VG_(gdb_printf)("as an execution tree for kcachegrind:"
                   " ms2_print --to=callgrind %s\n",
                   ms2_file_path());
}

static void peak(const HChar *unused)
{
   Ms2Peak highest = ms2_peak_get(MS2_PEAK_HEAP, ms2_heap_get());

   (void)unused;
   ms2_monitor_say_usage("peak so far: ", highest.heap.live, "block");
   VG_(gdb_printf)("after %'llu ms, %'llu bytes allocated in %'llu calls\n",
                   highest.when.ms, highest.heap.allocated.bytes,
                   highest.heap.allocated.blocks);
   ms2_monitor_say_holders(ms2_held_by_stack_at_peak(), DEFAULT_STACKS);
}

static void top(const HChar *count)
{
   HChar *end;
   Long n = count[0] == '\0' ? DEFAULT_STACKS : VG_(strtoll10)(count, &end);

   if (count[0] != '\0' && (*end != '\0' || n < 1)) {
      VG_(gdb_printf)("top: '%s' is no number of call stacks\n", count);
      return;
   }
   ms2_monitor_say_usage("heap now: ", ms2_heap_get()->live, "block");
   ms2_monitor_say_holders(ms2_held_by_stack_now(), n);
}

static void mark(const HChar *name)
{
   if (name[0] == '\0') {
      VG_(gdb_printf)("mark: a name is missing\n");
      return;
   }
   ms2_mmap_look(ms2_clock_last_superblocks());
   ms2_mark_take("mark", MS2_NO_THREAD, name);
   ms2_held_by_stack_remember(name);
   VG_(gdb_printf)("mark \"%s\" set: ", name);
   ms2_monitor_say_usage("", ms2_heap_get()->live, "block");
   flush();
}

static void growth(const HChar *name)
{
   const Ms2HeldThen *then =
       ms2_held_by_stack_find(name[0] == '\0' ? NULL : name);

   if (then == NULL) {
      VG_(gdb_printf)("growth: there is no mark%s%s; set one with: mark NAME\n",
                      name[0] == '\0' ? "" : " ", name);
      return;
   }
   Long bytes = ms2_heap_get()->live.bytes - ms2_held_by_stack_live(then).bytes;
   Long blocks =
       ms2_heap_get()->live.blocks - ms2_held_by_stack_live(then).blocks;
   VG_(gdb_printf)("since mark \"%s\" the heap changed by %'lld byte%s and"
                   " %'lld block%s\n",
                   ms2_held_by_stack_name(then), bytes,
                   ms2_monitor_say_plural(bytes), blocks,
                   ms2_monitor_say_plural(blocks));
   Ms2Array *holders = ms2_held_by_stack_grown(then);
   VG_(gdb_printf)("%'u call stack%s hold%s more than then\n", holders->n,
                   ms2_monitor_say_plural(holders->n),
                   holders->n == 1 ? "s" : "");
   ms2_monitor_say_holders(holders, 2 * DEFAULT_STACKS);
}

/* A region's path, from the outermost in. */
static void say_path(UInt number)
{
   UInt path[64];
   UInt n = 0;

   for (; number != 0 && n < sizeof path / sizeof path[0];
        number = ms2_region_get(number)->parent) {
      path[n++] = number;
   }
   while (n-- > 0) {
      VG_(gdb_printf)("%s%s", ms2_region_get(path[n])->name,
                      n > 0 ? "/" : "\n");
   }
}

static void regions(const HChar *unused)
{
   (void)unused;
   if (ms2_region_n() == 0) {
      VG_(gdb_printf)("no region was entered: see MS2_REGION_BEGIN in ms2.h,"
                      " and --toggle-collect\n");
      return;
   }
   ms2_entry_settle();
   VG_(gdb_printf)("%10s %15s %15s %15s  region\n", "calls", "allocated",
                   "freed", "peak inside");
   for (UInt i = 1; i <= ms2_region_n(); i++) {
      const Ms2Region *region = ms2_region_get(i);
      VG_(gdb_printf)("%'10llu %'15llu %'15llu %'15llu  ", region->calls,
                      region->allocated.bytes, region->freed.bytes,
                      region->peak_bytes);
      say_path(i);
   }
}

static const HChar *recording(void)
{
   if (!ms2_options->heap)
      return "no: --heap=no";
   return ms2_collect_on ? "yes"
                         : "not now: paused, or outside of the functions of"
                           " --toggle-collect";
}

static void status(const HChar *unused)
{
   const Ms2Heap *heap = ms2_heap_get();
   Ms2Peak highest = ms2_peak_get(MS2_PEAK_HEAP, heap);

   (void)unused;
   VG_(gdb_printf)("ms2 " PACKAGE_VERSION ", process %d, for %'llu ms,"
                   " %'llu superblocks\n",
                   VG_(getpid)(), ms2_clock_read_ms(),
                   ms2_clock_last_superblocks());
   ms2_monitor_say_usage("heap now: ", heap->live, "block");
   ms2_monitor_say_usage("peak:     ", highest.heap.live, "block");
   ms2_monitor_say_usage("total:    ", heap->allocated, "call");
   VG_(gdb_printf)("beside:   %'llu bytes of mapped pages",
                   ms2_series_beside()->pages_bytes);
   VG_(gdb_printf)(", %'llu of stacks\n", ms2_series_beside()->stack_bytes);
   VG_(gdb_printf)("record:   %s\n", recording());
   VG_(gdb_printf)("options: ");
   for (Word i = 0; i < VG_(sizeXA)(VG_(args_for_valgrind)); i++) {
      VG_(gdb_printf)(" %s",
                      *(HChar **)VG_(indexXA)(VG_(args_for_valgrind), i));
   }
   VG_(gdb_printf)("\n");
   flush();
}

static void help(const HChar *unused);

static const struct {
   const HChar *name;
   const HChar *arguments;
   const HChar *summary;
   void (*run)(const HChar *arguments);
} commands[] = {
    {"status", "", "the heap now, its peak, totals, the file", status},
    {"top", "[N]", "the call stacks that hold most now [5]", top},
    {"peak", "", "the peak so far and the stacks that held most", peak},
    {"mark", "NAME", "remember what is held now; a mark in the graph", mark},
    {"growth", "[NAME]", "what holds more than at the last mark, or NAME",
     growth},
    {"leaks", "[N]", "what piles up, by the age of what lives [5]",
     ms2_monitor_leaks},
    {"owners", "[N]", "what holds most now, to be lost with it [5]",
     ms2_monitor_owners},
    {"lost", "[since MARK]", "what nothing points to any more",
     ms2_monitor_owners_lost},
    {"who", "ADDRESS", "what points at a block, and the way from a root",
     ms2_monitor_owners_who},
    {"regions", "", "what each region allocated and freed", regions},
    {"snapshot", "[LABEL]", "take one now and write the file", snapshot},
    {"detailed_snapshot", "[LABEL]", "the same: all are detailed", snapshot},
    {"all_snapshots", "", "write the file and say where it is", all_snapshots},
    {"xtmemory", "", "write the file; how to get an execution tree", xtmemory},
    {"help", "", "this list", help},
};

#define N_COMMANDS (sizeof commands / sizeof commands[0])

static void help(const HChar *unused)
{
   (void)unused;
   VG_(gdb_printf)("\nms2's monitor commands:\n");
   for (UInt i = 0; i < N_COMMANDS; i++) {
      VG_(gdb_printf)("  %s %s%*s  %s\n", commands[i].name,
                      commands[i].arguments,
                      (Int)(25 - VG_(strlen)(commands[i].name) -
                            VG_(strlen)(commands[i].arguments)),
                      "", commands[i].summary);
   }
}

/* ---- which command ------------------------------------------------------ */

/* The row of a name or of a beginning that fits one name only; -1: none, -2:
   several, which is then said. */
static Int find(const HChar *name)
{
   HChar names[NAMES_BYTES] = "";

   for (UInt i = 0; i < N_COMMANDS; i++) {
      VG_(strcat)(names, commands[i].name);
      VG_(strcat)(names, " ");
   }
   return VG_(keyword_id)(names, name, kwd_report_duplicated_matches);
}

static void trim_end(HChar *text)
{
   UInt length = VG_(strlen)(text);

   while (length > 0 && VG_(isspace)(text[length - 1]))
      text[--length] = '\0';
}

Bool ms2_monitor_handle(const HChar *command)
{
   HChar *copy = VG_(strdup)("ms2.monitor", command);
   HChar *name = copy;

   while (VG_(isspace)(*name))
      name++;
   trim_end(name);
   HChar *rest;
   for (rest = name; *rest != '\0' && !VG_(isspace)(*rest);)
      rest++;
   while (VG_(isspace)(*rest))
      *rest++ = '\0';
   Int row = name[0] == '\0' ? -1 : find(name);
   if (row >= 0)
      commands[row].run(rest);
   VG_(free)(copy);
   return row != -1;
}
