/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of regions. */
#include "record/out_region.h"

#include "model/context.h"
#include "model/entry.h"
#include "record/record.h"
#include "model/region.h"

static UInt n_written; /* regions that are in the file */

static void write_definitions(void)
{
   while (n_written < ms2_region_n()) {
      const Ms2Region *region = ms2_region_get(++n_written);
      ms2_record_begin(MS2_RECORD_region);
      ms2_record_number(region->parent);
      ms2_record_text(region->name);
      ms2_record_end();
   }
}

static void write_region(UInt number, const Ms2Region *region)
{
   ms2_record_begin(MS2_RECORD_region_facts);
   ms2_record_number(number);
   ms2_record_number(region->calls);
   ms2_record_usage(region->allocated);
   ms2_record_usage(region->freed);
   ms2_record_number(region->peak_bytes);
   ms2_record_end();
}

static void write_site(const Ms2RegionSite *site)
{
   ms2_record_begin(MS2_RECORD_region_site);
   ms2_record_number(site->region);
   ms2_record_number(ms2_context_get(site->context)->node);
   ms2_record_usage(site->allocated);
   ms2_record_usage(site->freed);
   ms2_record_end();
}

static void write_changed(void)
{
   ms2_entry_settle();
   ms2_region_each_changed(write_region, write_site);
}

static void start_file(void)
{
   n_written = 0;
}

const Ms2Facts ms2_out_region = {
    .write_definitions = write_definitions,
    .count = ms2_region_n_events,
    .write_changed = write_changed,
    .set_lost = ms2_region_set_lost,
    .start_file = start_file,
};
