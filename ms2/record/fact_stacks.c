/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of stacks. */
#include "record/fact_stacks.h"

#include "base/array.h"
#include "model/heap.h"
#include "base/options.h"
#include "record/record.h"
#include "model/stack_depth.h"

static struct {
   Ms2Array *deepest_bytes; /* of ULong: by stack, what is in the file */
} out;

static void write_header(void)
{
   if (ms2_options->stacks)
      ms2_record_header("stacks", "yes");
}

static Bool has_news(void)
{
   return ms2_options->stacks && ms2_peak_is_new(MS2_PEAK_STACKS);
}

static void write_parts(UInt series, Ms2PeakOf of)
{
   for (UInt i = 1; i <= ms2_stack_depth_n(); i++) {
      Ms2StackShare share = ms2_stack_depth_share(i, of);
      if (share.bytes > 0)
         ms2_record_stack_part(series, i, share.bytes, share.node);
   }
}

static void write_peak(void)
{
   Ms2Peak peak = ms2_peak_get(MS2_PEAK_STACKS, ms2_heap_get());

   write_parts(MS2_SERIES_stacks, MS2_PEAK_STACKS);
   ms2_record_other_peak(MS2_SERIES_stacks, MS2_MOMENT_FIELDS(peak.when),
                         peak.beside.stack_bytes, peak.heap.live.bytes,
                         peak.beside.pages_bytes, peak.beside.stack_bytes);
   ms2_peak_set_written(MS2_PEAK_STACKS);
}

static void write_news(void)
{
   if (has_news())
      write_peak();
   if (ms2_options->stacks && ms2_peak_is_new(MS2_PEAK_SUM))
      write_parts(MS2_SERIES_sum, MS2_PEAK_SUM);
}

static ULong *written_of(UInt number)
{
   if (out.deepest_bytes == NULL)
      out.deepest_bytes = ms2_array_new("ms2.out.stacks", sizeof(ULong));
   return ms2_array_reach(out.deepest_bytes, number);
}

static void write_deepest(UInt number)
{
   Ms2Deepest deepest = ms2_stack_depth_deepest(number);
   ULong *written = written_of(number);

   if (deepest.bytes != *written) {
      *written = deepest.bytes;
      ms2_record_deepest(number, deepest.bytes, deepest.superblocks,
                         deepest.node);
   }
}

static void write_changed(void)
{
   for (UInt i = 1; ms2_options->stacks && i <= ms2_stack_depth_n(); i++)
      write_deepest(i);
}

static void set_lost(void)
{
   if (out.deepest_bytes != NULL)
      ms2_array_clear(out.deepest_bytes);
}

const Ms2FactKind ms2_fact_stacks = {
    .write_header = write_header,
    .has_news = has_news,
    .write_news = write_news,
    .count = ms2_stack_depth_n_deeper,
    .write_changed = write_changed,
    .set_lost = set_lost,
};
