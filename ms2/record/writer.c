/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The writer of records. */
#include "record/writer.h"

#include "base/clock.h"
#include "model/context.h"
#include "record/fact_survivors.h"
#include "record/facts.h"
#include "record/file.h"
#include "model/heap.h"
#include "model/names.h"
#include "base/options.h"
#include "record/record.h"
#include "record/text.h"
#include "record/thin.h"

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

static struct {
   /* How much of each kind is in the file. */
   UInt n_strings, n_objects, n_addresses, n_nodes, n_snapshots;
   ULong full_bytes; /* the size at which the file is thinned; 0: never */
   ULong flushed_ms;
   ULong sleep_credit_ms; /* of flushes before sleeping */
   ULong sleep_ms;        /* when the credit was counted last */
   const Ms2Run *run;
   const HChar *recorder;
   Ms2Levels levels; /* as written last, and threads */
   UInt n_threads;
   Bool first_snapshot; /* the next one is the file's first */
   Bool recorder_written;
} out;

static void header_text(const HChar *key, const HChar *text)
{
   if (text != NULL)
      ms2_record_header(key, text);
}

static void header_list(const HChar *key, const Ms2Array *texts)
{
   for (UInt i = 0; i < texts->n; i++)
      ms2_record_header(key, *(const HChar **)ms2_array_get(texts, i));
}

static void write_header(void)
{
   ms2_record_version();
   ms2_record_header("run", out.run->run_id);
   ms2_record_header_number("pid", out.run->pid);
   ms2_record_header_number("ppid", out.run->ppid);
   if (out.run->forked_from != 0)
      ms2_record_header_number("forked-from", out.run->forked_from);
   header_text("command", out.run->command);
   header_text("exe", out.run->exe);
   header_text("called", out.run->called);
   ms2_record_header_number("started", out.run->started);
   ms2_record_header("time-unit", ms2_options->time_unit);
   header_text("tool", out.run->tool);
   header_text("valgrind", out.run->valgrind);
   header_text("platform", out.run->platform);
   ms2_record_header_number("depth", ms2_options->depth);
   ms2_record_header_number("heap-admin", ms2_options->heap_admin_bytes);
   header_text("threshold", ms2_options->threshold);
   header_list("alloc-fn", ms2_options->alloc_fns);
   header_list("ignore-fn", ms2_options->ignore_fns);
   header_list("toggle-collect", ms2_options->toggle_fns);
   header_list("malloc-fn", ms2_options->malloc_fns);
   header_list("malloc-fn", ms2_options->realloc_fns);
   header_list("free-fn", ms2_options->free_fns);
   header_list("free-fn", ms2_options->free_all_fns);
   header_list("option", out.run->options);
   ms2_facts_write_header();
}

static void start_file(void)
{
   ms2_file_open(out.run);
   out.n_strings = out.n_objects = out.n_addresses = out.n_nodes = 0;
   out.n_snapshots = 0;
   out.first_snapshot = True;
   out.recorder_written = False;
   out.full_bytes =
       ms2_file_is_regular() ? ms2_options->max_file_mb * FULL_BYTES_A_MB : 0;
   ms2_facts_start_file();
   write_header();
}

void ms2_writer_start(const Ms2Run *run)
{
   out.run = run;
   out.sleep_credit_ms = SLEEP_FLUSHES * SLEEP_FLUSH_MS;
   start_file();
   ms2_text_flush();
}

void ms2_writer_set_recorder(const HChar *recorder)
{
   out.recorder = recorder;
}

static void write_strings(void)
{
   while (out.n_strings < ms2_names_n_strings())
      ms2_record_string(ms2_names_string_get(++out.n_strings));
}

static void write_objects(void)
{
   while (out.n_objects < ms2_names_n_objects()) {
      const Ms2Object *object = ms2_names_object_get(++out.n_objects);
      ms2_record_object(object->bias, object->path);
      if (object->build_id[0] != '\0')
         ms2_record_build_id(out.n_objects, object->build_id);
   }
}

static void write_addresses(void)
{
   while (out.n_addresses < ms2_names_n_addresses()) {
      const Ms2Address *address = ms2_names_address_get(++out.n_addresses);
      ms2_record_address(address->address, address->object);
      for (UInt i = 0; i < address->n_sources; i++) {
         const Ms2Source *source = &address->sources[i];
         ms2_record_frame(source->function, source->dir, source->file,
                          source->line);
      }
      if (address->function.n_bytes > 0) {
         ms2_record_code(address->function.start, address->function.n_bytes);
      }
   }
}

static void write_nodes(void)
{
   while (out.n_nodes < ms2_context_n_nodes()) {
      const Ms2Node *node = ms2_context_node_get(++out.n_nodes);
      ms2_record_node(node->parent, node->address_number);
      if (node->cut)
         ms2_record_cut(out.n_nodes);
   }
}

/* Which it is shows with the first call. */
static void write_recorder(void)
{
   if (!out.recorder_written && ms2_context_n() > 0) {
      out.recorder_written = True;
      ms2_record_header("recorder", out.recorder);
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
   ms2_facts_write_definitions();
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

   if (!ms2_file_is_open())
      start_file();
   write_definitions();
   if (out.first_snapshot && context->inherited.blocks > 0)
      ms2_record_inherited(context->node, MS2_USAGE_FIELDS(context->inherited));
   if (allocated.blocks > 0 || freed.blocks > 0) {
      ms2_record_delta(context->node, MS2_USAGE_FIELDS(allocated),
                       MS2_USAGE_FIELDS(freed));
   }
}

/* The file nears its largest size: every second snapshot goes, until half of
   the size is free again.  What remains may be names and stacks, or the file
   may be one that can not be written anew; then it has to grow. */
static Bool thin_file(void)
{
   Bool thinned = False;

   while (ms2_file_n_bytes() > out.full_bytes / 2 &&
          out.n_snapshots > FEWEST_SNAPSHOTS) {
      const Ms2Array *kept = ms2_thin_profile(out.n_nodes);
      if (kept == NULL)
         break;
      thinned = True;
      out.n_snapshots = kept->n;
      ms2_fact_survivors_thinned(kept);
      ms2_snapshots_slow_down();
   }
   if (ms2_file_n_bytes() > out.full_bytes) {
      out.full_bytes = 2 * ms2_file_n_bytes();
      ms2_host_say("ms2: '%s' exceeds --max-file-size: it can not be made"
                   " smaller by leaving out snapshots\n",
                   ms2_file_path());
   }
   return thinned;
}

static Bool is_full(void)
{
   return out.full_bytes > 0 && ms2_file_n_bytes() > out.full_bytes;
}

/* What goes to the file always ends with the peaks so far, so that a program
   that is killed leaves them; `write_absolute` adds other facts.  A file that
   is written anew loses both. */
static void hand_over(void (*write_absolute)(void))
{
   ms2_facts_write_news();
   write_absolute();
   ms2_text_flush();
   while (is_full() && thin_file()) {
      ms2_facts_set_lost();
      ms2_facts_write_news();
      write_absolute();
      ms2_text_flush();
   }
}

static Bool is_level(Ms2Level level, ULong bytes)
{
   return level.bytes == bytes && level.max_bytes == bytes;
}

/* True if nothing beside the heap has changed since the last snapshot of this
   file: most often so, and then there is nothing to be written of it. */
static Bool is_as_before(const Ms2Snapshot *snapshot, UInt n_threads)
{
   const Ms2Levels *levels = &snapshot->levels;

   return !out.first_snapshot && n_threads == out.n_threads &&
          is_level(levels->pages, out.levels.pages.bytes) &&
          is_level(levels->stacks, out.levels.stacks.bytes) &&
          levels->sum.max_bytes ==
              snapshot->max_bytes + levels->pages.bytes + levels->stacks.bytes;
}

static void write_levels(const Ms2Snapshot *snapshot, UInt n_threads)
{
   const Ms2Levels *levels = &snapshot->levels;

   if (is_as_before(snapshot, n_threads))
      return;
   ms2_record_levels(levels->pages.bytes, levels->pages.max_bytes,
                     levels->stacks.bytes, levels->stacks.max_bytes,
                     levels->sum.bytes, levels->sum.max_bytes, n_threads);
   out.levels = *levels;
   out.n_threads = n_threads;
}

static void write_snapshot(const Ms2Snapshot *snapshot)
{
   if (!ms2_file_is_open())
      start_file();
   write_definitions();
   ms2_facts_write_differences();
   write_levels(snapshot, ms2_host_n_threads());
   ms2_record_snapshot(MS2_MOMENT_FIELDS(snapshot->when),
                       MS2_USAGE_FIELDS(snapshot->heap->live),
                       ms2_heap_admin_bytes(snapshot->heap),
                       snapshot->max_bytes, snapshot->max_superblocks);
   out.n_snapshots++;
   out.first_snapshot = False;
   if (ms2_text_is_half_full())
      hand_over(ms2_facts_write_due_in_event);
}

const Ms2TimelineSink ms2_writer_sink = {write_delta, write_snapshot};

/* Behind an up to date snapshot: what else is to be in the file. */
static void bring_up_to_date(void (*write_absolute)(void))
{
   if (ms2_snapshots_is_dirty() || ms2_facts_have_news() || out.first_snapshot)
      ms2_snapshots_take(ms2_heap_get());
   hand_over(write_absolute);
   out.flushed_ms = ms2_clock_last_ms();
}

void ms2_writer_flush(void)
{
   bring_up_to_date(ms2_facts_write_due);
}

static Bool has_news(void)
{
   return ms2_snapshots_is_dirty() || ms2_facts_have_news() ||
          !ms2_text_is_empty();
}

void ms2_writer_keep_up(void)
{
   if (has_news() && ms2_clock_read_ms() >= out.flushed_ms + FLUSH_MS)
      ms2_writer_flush();
}

void ms2_writer_before_sleep(void)
{
   if (!has_news())
      return;
   ULong now = ms2_clock_read_ms();
   out.sleep_credit_ms += now - out.sleep_ms;
   out.sleep_ms = now;
   if (out.sleep_credit_ms > SLEEP_FLUSHES * SLEEP_FLUSH_MS)
      out.sleep_credit_ms = SLEEP_FLUSHES * SLEEP_FLUSH_MS;
   if (out.sleep_credit_ms >= SLEEP_FLUSH_MS) {
      out.sleep_credit_ms -= SLEEP_FLUSH_MS;
      ms2_writer_flush();
   }
}

void ms2_writer_end(const HChar *how, Int status)
{
   out.full_bytes += out.full_bytes / 10; /* nothing comes behind this */
   bring_up_to_date(ms2_facts_write_all);
   ms2_record_end(how, (UInt)status, out.n_strings, out.n_objects,
                  out.n_addresses, out.n_nodes, out.n_snapshots);
   ms2_text_flush();
   ms2_file_look_for();
}

void ms2_writer_forked(const Ms2Run *run)
{
   out.run = run;
   ms2_text_drop();
   ms2_file_drop();
   out.flushed_ms = 0;
   out.sleep_ms = 0;
   out.sleep_credit_ms = SLEEP_FLUSHES * SLEEP_FLUSH_MS;
   out.first_snapshot = True;
}
