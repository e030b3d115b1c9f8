/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of regions. */
#include "record/fact_region.h"

#include "model/context.h"
#include "model/entry.h"
#include "record/record.h"
#include "model/region.h"

static UInt n_written; /* regions that are in the file */

static void write_definitions(void)
{
   while (n_written < ms2_region_n()) {
      const Ms2Region *region = ms2_region_get(++n_written);
      ms2_record_region(region->parent, region->name);
   }
}

static void write_region(UInt number, const Ms2Region *region)
{
   ms2_record_region_facts(number, region->calls,
                           MS2_USAGE_FIELDS(region->allocated),
                           MS2_USAGE_FIELDS(region->freed), region->peak_bytes);
}

static void write_site(const Ms2RegionSite *site)
{
   ms2_record_region_site(site->region, ms2_context_get(site->context)->node,
                          MS2_USAGE_FIELDS(site->allocated),
                          MS2_USAGE_FIELDS(site->freed));
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

const Ms2FactKind ms2_fact_region = {
    .write_definitions = write_definitions,
    .count = ms2_region_n_events,
    .write_changed = write_changed,
    .set_lost = ms2_region_set_lost,
    .start_file = start_file,
};
