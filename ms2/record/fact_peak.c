/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of the heap's peak. */
#include "record/fact_peak.h"

#include "model/heap.h"
#include "model/peak.h"
#include "record/record.h"

static void write_part(const Ms2Context *context)
{
   ms2_record_peak_part(context->node,
                        MS2_USAGE_FIELDS(context->at_peak[MS2_PEAK_HEAP]));
}

/* The parts are what differs from the snapshot right above. */
static Bool has_news(void)
{
   return ms2_peak_is_new(MS2_PEAK_HEAP);
}

static void write_news(void)
{
   if (!has_news())
      return;
   Ms2Peak peak = ms2_peak_get(MS2_PEAK_HEAP, ms2_heap_get());
   ms2_peak_each_changed(MS2_PEAK_HEAP, write_part);
   ms2_record_peak(MS2_MOMENT_FIELDS(peak.when),
                   MS2_USAGE_FIELDS(peak.heap.live),
                   ms2_heap_admin_bytes(&peak.heap));
   ms2_peak_set_written(MS2_PEAK_HEAP);
}

const Ms2FactKind ms2_fact_peak = {
    .has_news = has_news,
    .write_news = write_news,
    .set_lost = ms2_peak_set_lost,
};
