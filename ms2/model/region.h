/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions and their sites: what was allocated and freed inside each.

   A region is a path of names; one that is entered inside another one is
   another region than the one of the same name outside it.

   A site is a context inside a region.  Those of one context in a region and
   in the ones around it are linked, so that an event inside counts in all of
   them:

      region 1 load           site 1: context 7
      region 2 load/parse     site 2: context 7, outer site 1 */
#ifndef MS2_MODEL_REGION_H
#define MS2_MODEL_REGION_H

#include "base/basics.h"

typedef struct {
   const HChar *name;
   UInt parent;  /* 0: none */
   Bool changed; /* since ms2_region_each_changed */
   ULong calls;  /* times entered */
   Ms2Usage allocated;
   Ms2Usage freed;
   ULong peak_bytes; /* the highest that a thread inside held above what it
                        held when it entered */
} Ms2Region;

typedef struct {
   UInt region;
   UInt context;
   UInt outer; /* the site of the same context in the region around, or 0 */
   Bool changed;
   Ms2Usage allocated;
   Ms2Usage freed;
} Ms2RegionSite;

void ms2_region_init(void);

/* Regions and sites are numbered from 1.  These make what is not there yet;
   a site is linked to those of the regions around. */
UInt ms2_region_find(UInt parent, const HChar *name);
UInt ms2_region_site(UInt region, UInt context);

UInt ms2_region_n(void);
const Ms2Region *ms2_region_get(UInt number);

/* Site 0 is of region 0. */
const Ms2RegionSite *ms2_region_site_get(UInt number);

/* What happens; an event also counts in the regions around its site's. */
void ms2_region_enter(UInt region);
void ms2_region_alloc(UInt site, ULong bytes);
void ms2_region_free(UInt site, ULong bytes);

/* The peak becomes `bytes` if it is lower. */
void ms2_region_raise_peak(UInt region, ULong bytes);

/* Entries and events so far. */
ULong ms2_region_n_events(void);

/* Visits all that has changed since the last time; after ms2_region_set_lost,
   all that has numbers. */
void ms2_region_each_changed(void (*visit)(UInt number,
                                           const Ms2Region *region),
                             void (*visit_site)(const Ms2RegionSite *site));
void ms2_region_set_lost(void);

/* All numbers start at 0 again: in a forked child. */
void ms2_region_restart(void);

#endif
