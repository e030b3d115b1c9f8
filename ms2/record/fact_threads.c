/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of threads. */
#include "record/fact_threads.h"

#include "model/heap.h"
#include "base/options.h"
#include "record/record.h"
#include "model/thread.h"

static struct {
   UInt n_threads; /* in the file */
   UInt n_changes; /* of names and nodes, of all that were taken over */
} out;

static void write_header(void)
{
   if (ms2_options->separate_threads)
      ms2_record_header("separate-threads", "yes");
}

static void write_start(const Ms2Thread *thread)
{
   ms2_record_thread(thread->start_superblocks, thread->start_ms);
}

static void write_name(Ms2Thread *thread)
{
   thread->name_changed = False;
   ms2_record_thread_name(ms2_thread_number(thread), thread->name);
}

static void write_node(Ms2Thread *thread)
{
   thread->node_changed = False;
   ms2_record_thread_node(thread->node, ms2_thread_number(thread));
}

static void write_definitions(void)
{
   while (out.n_threads < ms2_thread_n())
      write_start(ms2_thread_by_number(++out.n_threads));
   if (out.n_changes == ms2_thread_n_changes())
      return;
   out.n_changes = ms2_thread_n_changes();
   for (UInt i = 1; i <= out.n_threads; i++) {
      Ms2Thread *thread = ms2_thread_by_number(i);
      if (thread->name_changed)
         write_name(thread);
      if (thread->node_changed)
         write_node(thread);
   }
}

/* A thread that starts, is named or ends counts as a call. */
static ULong count(void)
{
   return ms2_heap_get()->allocated.blocks + ms2_thread_n_changes();
}

static void write_facts(const Ms2Thread *thread)
{
   ms2_record_thread_facts(
       ms2_thread_number(thread), thread->seen_superblocks, thread->seen_ms,
       thread->ended, MS2_USAGE_FIELDS(thread->allocated),
       MS2_USAGE_FIELDS(thread->freed), thread->other_freed_blocks);
}

/* What a thread has done only grows, and so does the moment it was seen. */
static void write_changed(void)
{
   UInt n = ms2_thread_n();

   write_definitions();
   ms2_thread_see();
   for (UInt i = 1; i <= n; i++) {
      Ms2Thread *thread = ms2_thread_by_number(i);
      ULong state = 1 + thread->seen_superblocks + thread->allocated.blocks +
                    thread->freed.blocks + thread->ended;
      if (state != thread->written_state) {
         thread->written_state = state;
         write_facts(thread);
      }
   }
}

static void set_lost(void)
{
   for (UInt i = 1; i <= ms2_thread_n(); i++)
      ms2_thread_by_number(i)->written_state = 0;
}

static void start_file(void)
{
   out.n_threads = 0;
   out.n_changes = 0;
   for (UInt i = 1; i <= ms2_thread_n(); i++) {
      Ms2Thread *thread = ms2_thread_by_number(i);
      thread->name_changed = thread->name[0] != '\0';
      thread->node_changed = thread->node != 0;
   }
}

const Ms2FactKind ms2_fact_threads = {
    .write_header = write_header,
    .write_definitions = write_definitions,
    .count = count,
    .write_changed = write_changed,
    .set_lost = set_lost,
    .start_file = start_file,
};
