/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writer of records. */
#include "ms2_out.h"

#include "ms2_clock.h"
#include "ms2_compat.h"
#include "ms2_context.h"
#include "ms2_file.h"
#include "ms2_heap.h"
#include "ms2_names.h"
#include "ms2_options.h"
#include "ms2_text.h"
#include "ms2_thin.h"

#include "pub_tool_clientstate.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

#include "../include/ms2_format.h"

/* The promise is one second; a slice of client code takes some ms more. */
#define FLUSH_MS 800

/* Flushes before the client sleeps: at most so many at once, and one more
   after each pause. */
#define SLEEP_FLUSHES 10
#define SLEEP_FLUSH_MS 100

/* The file is thinned before it reaches its largest size, so that the next
   snapshot, which may be large, still fits below it. */
#define FULL_BYTES_A_MB 900000ULL

/* A graph with fewer would say nothing. */
#define FEWEST_SNAPSHOTS 16

/* The letters of the records, from the contract. */
enum {
#define LETTER(name, letter, n_fields, fields) RECORD_##name = letter,
   MS2_FORMAT_RECORDS(LETTER)
#undef LETTER
};

static struct {
   /* How much of each kind is in the file. */
   UInt n_strings, n_objects, n_addresses, n_nodes, n_snapshots;
   ULong full_bytes; /* the size at which the file is thinned; 0: never */
   ULong flushed_ms;
   ULong sleep_credit_ms; /* of flushes before sleeping */
   ULong sleep_ms;        /* when the credit was counted last */
   Int forked_from;       /* pid, or 0 */
   HChar run_id[64];
   const HChar *recorder;
   Bool first_snapshot; /* the next one is the file's first */
   Bool recorder_written;
} out;

static void put(ULong number)
{
   ms2_text_char(' ');
   ms2_text_decimal(number);
}

static void put_usage(Ms2Usage usage)
{
   put(usage.bytes);
   put(usage.blocks);
}

static void fact(const HChar *key, const HChar *value)
{
   ms2_text_char(RECORD_header);
   ms2_text_char(' ');
   ms2_text_escaped(key);
   ms2_text_char(' ');
   ms2_text_escaped(value);
   ms2_text_char('\n');
}

static void fact_number(const HChar *key, ULong value)
{
   HChar digits[32];

   VG_(sprintf)(digits, "%llu", value);
   fact(key, digits);
}

static void fact_command(void)
{
   ms2_text_char(RECORD_header);
   ms2_text_escaped(" command ");
   ms2_text_escaped(VG_(args_the_exename) ? VG_(args_the_exename) : "");
   for (Word i = 0; i < VG_(sizeXA)(VG_(args_for_client)); i++) {
      ms2_text_char(' ');
      ms2_text_escaped(*(HChar **)VG_(indexXA)(VG_(args_for_client), i));
   }
   ms2_text_char('\n');
}

/* The core keeps the executable open. */
static void fact_exe(void)
{
   HChar link[32];
   HChar path[VKI_PATH_MAX];
   SSizeT n;

   VG_(sprintf)(link, "/proc/self/fd/%d", VG_(cl_exec_fd));
   n = VG_(readlink)(link, path, sizeof path - 1);
   if (n > 0) {
      path[n] = '\0';
      fact("exe", path);
   }
}

static void fact_list(const HChar *key, XArray *texts, Word from)
{
   for (Word i = from; i < VG_(sizeXA)(texts); i++) {
      fact(key, *(const HChar **)VG_(indexXA)(texts, i));
   }
}

static ULong wall_clock_seconds(void)
{
   struct vki_timeval now = {0, 0};

   VG_(gettimeofday)(&now, NULL);
   return now.tv_sec;
}

static void write_header(void)
{
   static const HChar magic[] = MS2_FORMAT_MAGIC;

   ms2_text_escaped(magic);
   ms2_text_decimal(MS2_FORMAT_MAJOR);
   ms2_text_char('.');
   ms2_text_decimal(MS2_FORMAT_MINOR);
   ms2_text_char('\n');
   fact("run", out.run_id);
   fact_number("pid", VG_(getpid)());
   fact_number("ppid", VG_(getppid)());
   if (out.forked_from != 0) {
      fact_number("forked-from", out.forked_from);
   }
   fact_command();
   fact_exe();
   fact_number("started", wall_clock_seconds());
   fact("time-unit", ms2_options->time_unit);
   fact("tool", PACKAGE_VERSION);
   fact("valgrind", MS2_VALGRIND_VERSION);
   fact("platform", MS2_VALGRIND_PLATFORM);
   fact_number("depth", ms2_options->depth);
   fact_number("heap-admin", ms2_options->heap_admin_bytes);
   if (ms2_options->threshold != NULL) {
      fact("threshold", ms2_options->threshold);
   }
   fact_list("alloc-fn", ms2_options->alloc_fns, 0);
   fact_list("ignore-fn", ms2_options->ignore_fns, 0);
   fact_list("option", VG_(args_for_valgrind), 0);
}

static void start_file(void)
{
   ms2_file_open(out.run_id);
   out.n_strings = out.n_objects = out.n_addresses = out.n_nodes = 0;
   out.n_snapshots = 0;
   out.first_snapshot = True;
   out.recorder_written = False;
   out.full_bytes = ms2_options->max_file_mb * FULL_BYTES_A_MB;
   write_header();
}

/* The run id goes to traced children with Valgrind's own options, so that no
   environment that the program can see changes. */
static void set_run_id(void)
{
   HChar option[sizeof out.run_id + 16];
   const HChar *copy;

   if (ms2_options->run_id != NULL) {
      VG_(strncpy)(out.run_id, ms2_options->run_id, sizeof out.run_id - 1);
      return;
   }
   VG_(sprintf)(out.run_id, "%d-%llu", VG_(getpid)(), wall_clock_seconds());
   VG_(sprintf)(option, "--ms2-run=%s", out.run_id);
   copy = VG_(strdup)("ms2.out.run", option);
   VG_(addToXA)(VG_(args_for_valgrind), &copy);
}

void ms2_out_start(void)
{
   set_run_id();
   start_file();
   ms2_text_flush();
}

void ms2_out_set_recorder(const HChar *recorder)
{
   out.recorder = recorder;
}

static void write_strings(void)
{
   while (out.n_strings < ms2_names_n_strings()) {
      ms2_text_char(RECORD_string);
      ms2_text_char(' ');
      ms2_text_escaped(ms2_names_string_get(++out.n_strings));
      ms2_text_char('\n');
   }
}

static void write_objects(void)
{
   while (out.n_objects < ms2_names_n_objects()) {
      const Ms2Object *object = ms2_names_object_get(++out.n_objects);
      ms2_text_char(RECORD_object);
      ms2_text_char(' ');
      ms2_text_hex(object->bias);
      ms2_text_char(' ');
      ms2_text_escaped(object->path);
      ms2_text_char('\n');
   }
}

static void write_addresses(void)
{
   while (out.n_addresses < ms2_names_n_addresses()) {
      const Ms2Address *address = ms2_names_address_get(++out.n_addresses);
      ms2_text_char(RECORD_address);
      ms2_text_char(' ');
      ms2_text_hex(address->address);
      put(address->object);
      for (UInt i = 0; i < address->n_sources; i++) {
         const Ms2Source *source = &address->sources[i];
         put(source->function);
         put(source->dir);
         put(source->file);
         put(source->line);
      }
      ms2_text_char('\n');
   }
}

static void write_nodes(void)
{
   while (out.n_nodes < ms2_context_n_nodes()) {
      const Ms2Node *node = ms2_context_node_get(++out.n_nodes);
      ms2_text_char(RECORD_node);
      put(node->parent);
      put(node->address_number);
      if (node->cut) {
         put(1);
      }
      ms2_text_char('\n');
   }
}

static void write_recorder(void)
{
   if (!out.recorder_written && out.recorder != NULL) {
      out.recorder_written = True;
      fact("recorder", out.recorder);
   }
}

/* Everything that a line may refer to. */
static void write_definitions(void)
{
   write_recorder();
   write_strings();
   write_objects();
   write_addresses();
   write_nodes();
}

static Ms2Usage difference(Ms2Usage now, Ms2Usage before)
{
   now.bytes -= before.bytes;
   now.blocks -= before.blocks;
   return now;
}

static void write_delta(const Ms2Context *context)
{
   Ms2Usage allocated =
       difference(context->allocated, context->written_allocated);
   Ms2Usage freed = difference(context->freed, context->written_freed);

   if (!ms2_file_is_open()) {
      start_file();
   }
   write_definitions();
   if (out.first_snapshot && context->inherited.blocks > 0) {
      ms2_text_char(RECORD_inherited);
      put(context->node);
      put_usage(context->inherited);
      ms2_text_char('\n');
   }
   if (allocated.blocks > 0 || freed.blocks > 0) {
      ms2_text_char(RECORD_delta);
      put(context->node);
      put_usage(allocated);
      put_usage(freed);
      ms2_text_char('\n');
   }
}

static void put_moment(const Ms2Moment *when)
{
   put(when->superblocks);
   put(when->ms);
   put(when->alloc_bytes);
   put(when->calls);
   put(when->instructions);
}

static void write_peak_part(const Ms2Context *context)
{
   ms2_text_char(RECORD_peak_part);
   put(context->node);
   put_usage(context->at_peak);
   ms2_text_char('\n');
}

/* Only right behind a snapshot: the parts are what differs from it. */
static void write_peak(void)
{
   Ms2Peak peak = ms2_peak_get(ms2_heap_get());

   ms2_peak_each_changed(write_peak_part);
   ms2_text_char(RECORD_peak);
   put_moment(&peak.when);
   put_usage(peak.heap.live);
   put(ms2_heap_admin_bytes(&peak.heap));
   ms2_text_char('\n');
   ms2_peak_set_written();
}

/* The file nears its largest size: every second snapshot goes, until half of
   the size is free again.  What remains may be names and stacks, or the file
   may be one that can not be written anew; then it has to grow. */
static void thin_file(void)
{
   ms2_text_flush();
   while (ms2_file_n_bytes() > out.full_bytes / 2 &&
          out.n_snapshots > FEWEST_SNAPSHOTS) {
      UInt n_kept = ms2_thin_profile(out.n_nodes);
      if (n_kept == 0) {
         break;
      }
      out.n_snapshots = n_kept;
      ms2_timeline_slow_down();
      ms2_peak_set_lost();
   }
   if (ms2_file_n_bytes() > out.full_bytes) {
      out.full_bytes = 2 * ms2_file_n_bytes();
      VG_(umsg)("ms2: '%s' exceeds --max-file-size: it can not be made"
                " smaller by leaving out snapshots\n",
                ms2_file_path());
   }
}

/* What goes to the file always ends with the peak so far, so that a program
   that is killed leaves it. */
static void hand_over(void)
{
   if (out.full_bytes > 0 && ms2_file_n_bytes() > out.full_bytes) {
      thin_file();
   }
   if (ms2_peak_is_new()) {
      write_peak();
   }
   ms2_text_flush();
}

static void write_snapshot(const Ms2Snapshot *snapshot)
{
   if (!ms2_file_is_open()) {
      start_file();
   }
   ms2_text_char(RECORD_snapshot);
   put_moment(&snapshot->when);
   put_usage(snapshot->heap->live);
   put(ms2_heap_admin_bytes(snapshot->heap));
   put(snapshot->max_bytes);
   put(snapshot->max_superblocks);
   ms2_text_char('\n');
   out.n_snapshots++;
   out.first_snapshot = False;
   if (ms2_text_is_half_full()) {
      hand_over();
   }
}

const Ms2TimelineSink ms2_out_sink = {write_delta, write_snapshot};

void ms2_out_flush(void)
{
   if (ms2_timeline_is_dirty() || ms2_peak_is_new() || out.first_snapshot) {
      ms2_timeline_take(ms2_heap_get());
   }
   hand_over();
   out.flushed_ms = ms2_clock_last_ms();
}

static Bool has_news(void)
{
   return ms2_timeline_is_dirty() || !ms2_text_is_empty();
}

void ms2_out_keep_up(void)
{
   if (has_news() && ms2_clock_read_ms() >= out.flushed_ms + FLUSH_MS) {
      ms2_out_flush();
   }
}

void ms2_out_before_sleep(void)
{
   ULong now;

   if (!has_news()) {
      return;
   }
   now = ms2_clock_read_ms();
   out.sleep_credit_ms += now - out.sleep_ms;
   out.sleep_ms = now;
   if (out.sleep_credit_ms > SLEEP_FLUSHES * SLEEP_FLUSH_MS) {
      out.sleep_credit_ms = SLEEP_FLUSHES * SLEEP_FLUSH_MS;
   }
   if (out.sleep_credit_ms >= SLEEP_FLUSH_MS) {
      out.sleep_credit_ms -= SLEEP_FLUSH_MS;
      ms2_out_flush();
   }
}

void ms2_out_end(const HChar *how, Int status)
{
   ms2_out_flush();
   ms2_text_char(RECORD_end);
   ms2_text_char(' ');
   ms2_text_escaped(how);
   put((UInt)status);
   put(out.n_strings);
   put(out.n_objects);
   put(out.n_addresses);
   put(out.n_nodes);
   put(out.n_snapshots);
   ms2_text_char('\n');
   ms2_text_flush();
}

void ms2_out_forked(void)
{
   out.forked_from = VG_(getppid)();
   ms2_text_drop();
   ms2_file_drop();
   out.flushed_ms = 0;
   out.sleep_ms = 0;
   out.first_snapshot = True;
}
