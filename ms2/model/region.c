/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions and their sites: what was allocated and freed inside each.

   Two pools, each with a map that finds an element again:

      (parent, name)      ->  region
      (region, context)   ->  site, with the number of the site of the same
                              context in the region around it */
#include "model/region.h"

#include "base/map.h"
#include "base/pool.h"

static struct {
   Ms2Pool all; /* of Ms2Region */
   Ms2Map by_name;
   Ms2Pool sites; /* of Ms2RegionSite */
   Ms2Map by_context;
   ULong n_events;
} regions;

void ms2_region_init(void)
{
   ms2_pool_init(&regions.all, "ms2.region", sizeof(Ms2Region));
   ms2_pool_init(&regions.sites, "ms2.region.site", sizeof(Ms2RegionSite));
   ms2_map_init(&regions.by_name, "ms2.region.names");
   ms2_map_init(&regions.by_context, "ms2.region.contexts");
   ms2_pool_add(&regions.all);
   ms2_pool_add(&regions.sites);
}

static Ms2Region *region_get(UInt number)
{
   return ms2_pool_get(&regions.all, number);
}

static UInt add_region(UInt parent, const HChar *name)
{
   Ms2Region *region = ms2_pool_add(&regions.all);

   region->name = ms2_host_strdup("ms2.region.name", name);
   region->parent = parent;
   return regions.all.n - 1;
}

UInt ms2_region_find(UInt parent, const HChar *name)
{
   ULong hash = parent;

   for (const HChar *c = name; *c != '\0'; c++)
      hash = hash * 31 + (UChar)*c;
   hash = ms2_map_hash(hash, parent);
   Ms2MapCursor at;
   UInt number;
   for (number = ms2_map_first(&regions.by_name, hash, &at);
        number != MS2_MAP_NONE; number = ms2_map_next(&regions.by_name, &at)) {
      const Ms2Region *region = region_get(number);
      if (region->parent == parent && ms2_host_strcmp(region->name, name) == 0)
         return number;
   }
   number = add_region(parent, name);
   ms2_map_add(&regions.by_name, hash, number);
   return number;
}

static Ms2RegionSite *site_get(UInt number)
{
   return ms2_pool_get(&regions.sites, number);
}

static UInt find_site(UInt region, UInt context)
{
   ULong hash = ms2_map_hash(region, context);
   Ms2MapCursor at;
   UInt number;
   Ms2RegionSite *site;

   for (number = ms2_map_first(&regions.by_context, hash, &at);
        number != MS2_MAP_NONE;
        number = ms2_map_next(&regions.by_context, &at)) {
      site = site_get(number);
      if (site->region == region && site->context == context)
         return number;
   }
   site = ms2_pool_add(&regions.sites);
   number = regions.sites.n - 1;
   ms2_map_add(&regions.by_context, hash, number);
   site->region = region;
   site->context = context;
   return number;
}

UInt ms2_region_site(UInt region, UInt context)
{
   UInt innermost = find_site(region, context);
   UInt inner = innermost;
   UInt parent;

   while (site_get(inner)->outer == 0 &&
          (parent = region_get(site_get(inner)->region)->parent) != 0) {
      UInt outer = find_site(parent, context);
      site_get(inner)->outer = outer;
      inner = outer;
   }
   return innermost;
}

const Ms2Region *ms2_region_get(UInt number)
{
   return region_get(number);
}

const Ms2RegionSite *ms2_region_site_get(UInt number)
{
   return site_get(number);
}

UInt ms2_region_n(void)
{
   return regions.all.n - 1;
}

/* ---- events ------------------------------------------------------------- */

static void add(Ms2Usage *usage, ULong bytes)
{
   usage->bytes += bytes;
   usage->blocks++;
}

void ms2_region_enter(UInt number)
{
   Ms2Region *region = region_get(number);

   region->calls++;
   region->changed = True;
   regions.n_events++;
}

void ms2_region_alloc(UInt site_number, ULong bytes)
{
   for (UInt at = site_number; at != 0; at = site_get(at)->outer) {
      Ms2RegionSite *site = site_get(at);
      Ms2Region *region = region_get(site->region);
      add(&site->allocated, bytes);
      add(&region->allocated, bytes);
      site->changed = True;
      region->changed = True;
   }
   regions.n_events++;
}

void ms2_region_free(UInt site_number, ULong bytes)
{
   for (UInt at = site_number; at != 0; at = site_get(at)->outer) {
      Ms2RegionSite *site = site_get(at);
      Ms2Region *region = region_get(site->region);
      add(&site->freed, bytes);
      add(&region->freed, bytes);
      site->changed = True;
      region->changed = True;
   }
   regions.n_events++;
}

void ms2_region_raise_peak(UInt number, ULong bytes)
{
   Ms2Region *region = region_get(number);

   if (bytes > region->peak_bytes) {
      region->peak_bytes = bytes;
      region->changed = True;
   }
}

/* ---- for the writer ----------------------------------------------------- */

ULong ms2_region_n_events(void)
{
   return regions.n_events;
}

void ms2_region_each_changed(void (*visit)(UInt number, const Ms2Region *),
                             void (*visit_site)(const Ms2RegionSite *))
{
   for (UInt i = 1; i < regions.all.n; i++) {
      if (region_get(i)->changed) {
         region_get(i)->changed = False;
         visit(i, region_get(i));
      }
   }
   for (UInt i = 1; i < regions.sites.n; i++) {
      if (site_get(i)->changed) {
         site_get(i)->changed = False;
         visit_site(site_get(i));
      }
   }
}

void ms2_region_set_lost(void)
{
   for (UInt i = 1; i < regions.all.n; i++)
      region_get(i)->changed = region_get(i)->calls > 0;
   for (UInt i = 1; i < regions.sites.n; i++) {
      Ms2RegionSite *site = site_get(i);
      site->changed = site->allocated.blocks > 0 || site->freed.blocks > 0;
   }
}

void ms2_region_restart(void)
{
   static const Ms2Usage nothing;

   for (UInt i = 1; i < regions.all.n; i++) {
      Ms2Region *region = region_get(i);
      region->calls = 0;
      region->allocated = nothing;
      region->freed = nothing;
      region->peak_bytes = 0;
      region->changed = False;
   }
   for (UInt i = 1; i < regions.sites.n; i++) {
      Ms2RegionSite *site = site_get(i);
      site->allocated = nothing;
      site->freed = nothing;
      site->changed = False;
   }
   regions.n_events = 0;
}
