/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of mapped pages, and the peaks of these and of the sum. */
#include "record/fact_pages.h"

#include "model/heap.h"
#include "base/options.h"
#include "model/mappers.h"
#include "model/peak.h"
#include "record/record.h"

static void write_mapper(const Ms2Mapper *mapper)
{
   ULong mapped = mapper->mapped_bytes - mapper->written_mapped;
   ULong unmapped = mapper->unmapped_bytes - mapper->written_unmapped;

   if (mapped > 0 || unmapped > 0)
      ms2_record_pages(mapper->node, mapper->kind, mapped, unmapped);
   mapped = mapper->mapped_blocks - mapper->written_mapped_blocks;
   unmapped = mapper->unmapped_blocks - mapper->written_unmapped_blocks;
   if (mapped > 0 || unmapped > 0)
      ms2_record_mappings(mapper->node, mapper->kind, mapped, unmapped);
}

static void write_differences(void)
{
   ms2_mappers_each_changed(write_mapper);
   ms2_mappers_set_written();
}

static void write_part(UInt series, const Ms2Mapper *mapper, ULong bytes,
                       ULong blocks)
{
   ms2_record_page_part(series, mapper->node, mapper->kind, bytes);
   if (blocks > 0)
      ms2_record_mapping_part(series, mapper->node, mapper->kind, blocks);
}

static void write_part_of_pages(const Ms2Mapper *mapper, ULong bytes,
                                ULong blocks)
{
   write_part(MS2_SERIES_pages, mapper, bytes, blocks);
}

static void write_part_of_sum(const Ms2Mapper *mapper, ULong bytes,
                              ULong blocks)
{
   write_part(MS2_SERIES_sum, mapper, bytes, blocks);
}

static void write_heap_part(const Ms2Context *context)
{
   ms2_record_part(MS2_SERIES_sum, context->node,
                   MS2_USAGE_FIELDS(context->at_peak[MS2_PEAK_SUM]));
}

static void write_moment(UInt series, const Ms2Peak *peak, ULong bytes)
{
   ms2_record_other_peak(series, MS2_MOMENT_FIELDS(peak->when), bytes,
                         peak->heap.live.bytes, peak->beside.pages_bytes,
                         peak->beside.stack_bytes);
}

static void write_pages_peak(void)
{
   Ms2Peak peak = ms2_peak_get(MS2_PEAK_PAGES, ms2_heap_get());

   ms2_mappers_each_at_peak(MS2_PEAK_PAGES, write_part_of_pages);
   write_moment(MS2_SERIES_pages, &peak, peak.beside.pages_bytes);
   ms2_peak_set_written(MS2_PEAK_PAGES);
}

static void write_sum_peak(void)
{
   Ms2Peak peak = ms2_peak_get(MS2_PEAK_SUM, ms2_heap_get());

   ms2_peak_each_changed(MS2_PEAK_SUM, write_heap_part);
   ms2_mappers_each_at_peak(MS2_PEAK_SUM, write_part_of_sum);
   write_moment(MS2_SERIES_sum, &peak,
                peak.heap.live.bytes + peak.beside.pages_bytes +
                    peak.beside.stack_bytes);
   ms2_peak_set_written(MS2_PEAK_SUM);
}

static Bool has_news(void)
{
   return ms2_peak_is_new(MS2_PEAK_PAGES) || ms2_peak_is_new(MS2_PEAK_SUM);
}

/* Stacks have written their parts of the sum. */
static void write_news(void)
{
   if (ms2_peak_is_new(MS2_PEAK_PAGES))
      write_pages_peak();
   if (ms2_peak_is_new(MS2_PEAK_SUM))
      write_sum_peak();
}

static void write_header(void)
{
   if (ms2_options->pages_as_heap)
      ms2_record_header("pages-as-heap", "yes");
}

const Ms2FactKind ms2_fact_pages = {
    .write_header = write_header,
    .write_differences = write_differences,
    .has_news = has_news,
    .write_news = write_news,
};
