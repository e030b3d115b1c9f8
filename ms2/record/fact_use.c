/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of what is used. */
#include "record/fact_use.h"

#include "base/options.h"
#include "model/heap.h"
#include "model/snapshots.h"
#include "record/file.h"
#include "record/record.h"
#include "use/accesses.h"
#include "use/use.h"

static const HChar *const words[] = {
    [MS2_USE_PEAK] = "peak",
    [MS2_USE_END] = "end",
    [MS2_USE_ALL] = "all",
};

static struct {
   Ms2UseLevels levels; /* of the next snapshot, if there are any */
   Bool has_levels;
   ULong count;     /* events when the last look was allowed */
   Ms2UseWhen when; /* is written */
} out;

static void write_header(void)
{
   if (ms2_options->touches)
      ms2_record_header("use", ms2_options->use);
}

/* ---- what is in use ----------------------------------------------------- */

/* A forked child that has no file yet may become another program soon, and
   then it gets none. */
void ms2_fact_use_look(void)
{
   if (ms2_file_is_open() && ms2_use_look(&out.levels)) {
      out.has_levels = True;
      ms2_snapshots_take(ms2_heap_get());
   }
}

void ms2_fact_use_look_at_end(void)
{
   ms2_use_look_now(&out.levels);
   out.has_levels = True;
}

static void write_differences(void)
{
   if (out.has_levels) {
      ms2_record_use_levels(out.levels.in_use_bytes,
                            out.levels.first_touched_bytes);
   }
   out.has_levels = False;
}

static Bool has_news(void)
{
   return out.has_levels;
}

/* ---- how blocks were used ----------------------------------------------- */

static void write_facts(UInt context, const Ms2UseFacts *facts)
{
   ms2_record_use_part(words[out.when], ms2_context_get(context)->node,
                       facts->blocks, facts->bytes, facts->never_touched,
                       facts->never_read, facts->never_rewritten,
                       facts->idle_half, facts->idle_quarter,
                       facts->idle_eighth, facts->not_again, facts->tail_bytes,
                       facts->tail_blocks);
}

/* Bytes behind each other that were accessed equally often are one run. */
static void write_runs(UInt node, const Ms2Accesses *accesses)
{
   Long times = 0;

   for (UInt from = 0, to; from < accesses->size; from = to) {
      times += accesses->steps[from];
      for (to = from + 1; to < accesses->size && accesses->steps[to] == 0;)
         to++;
      ms2_record_access_run(node, accesses->size, from, to - from, times);
   }
}

static void write_accesses(void)
{
   UInt n = ms2_context_n();

   for (UInt i = 1; i <= n; i++) {
      Ms2Accesses accesses = ms2_accesses_get(i);
      UInt node = ms2_context_get(i)->node;
      ms2_record_accesses(node, accesses.reads, accesses.read_bytes,
                          accesses.writes, accesses.written_bytes);
      write_runs(node, &accesses);
   }
}

static void write_changed(void)
{
   if (!ms2_options->touches)
      return;
   ms2_use_take();
   for (out.when = MS2_USE_PEAK; out.when < MS2_USE_N; out.when++) {
      Ms2UseMoment moment = ms2_use_moment(out.when);
      ms2_use_each(out.when, write_facts);
      ms2_record_use(words[out.when], moment.superblocks, moment.ms,
                     MS2_USAGE_FIELDS(moment.heap));
   }
   if (ms2_options->access_counts)
      write_accesses();
}

/* Events, as long as another look is cheap. */
static ULong count(void)
{
   const Ms2Heap *heap = ms2_heap_get();

   if (ms2_options->touches && ms2_use_may_look())
      out.count = heap->allocated.blocks + heap->freed.blocks;
   return out.count;
}

static void set_lost(void)
{
   out.count = 0;
}

const Ms2FactKind ms2_fact_use = {
    .write_header = write_header,
    .write_differences = write_differences,
    .has_news = has_news,
    .count = count,
    .write_changed = write_changed,
    .needs_rest = True,
    .set_lost = set_lost,
};
