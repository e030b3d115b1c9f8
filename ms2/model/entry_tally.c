/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each context did during one entry of a region. */
#include "model/entry_tally.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_xarray.h"

/* A watch lives for one call of a tested function, which rarely has more than
   some dozen sites: they are searched from the last one used. */
struct _Ms2Watch {
   XArray *sites; /* of Ms2WatchSite */
   UInt node;
   Word last; /* the site used last */
   Long live; /* bytes */
   Long highest;
   Bool rising;      /* nothing was freed since the highest */
   UInt peak_number; /* of the peak that ended last */
};

Ms2Watch *ms2_watch_new(UInt node)
{
   Ms2Watch *watch = VG_(calloc)("ms2.watch", 1, sizeof *watch);

   watch->sites = VG_(newXA)(VG_(malloc), "ms2.watch.sites", VG_(free),
                             sizeof(Ms2WatchSite));
   watch->node = node;
   watch->rising = True;
   return watch;
}

void ms2_watch_delete(Ms2Watch *watch)
{
   VG_(deleteXA)(watch->sites);
   VG_(free)(watch);
}

static Ms2WatchSite *site_of(Ms2Watch *watch, UInt context)
{
   Word n = VG_(sizeXA)(watch->sites);
   Ms2WatchSite fresh = {.context = context};

   for (Word i = 0; i < n; i++) {
      Word at = watch->last >= i ? watch->last - i : n + watch->last - i;
      Ms2WatchSite *site = VG_(indexXA)(watch->sites, at);
      if (site->context == context) {
         watch->last = at;
         return site;
      }
   }
   watch->last = VG_(addToXA)(watch->sites, &fresh);
   return VG_(indexXA)(watch->sites, watch->last);
}

static Long live_of(const Ms2WatchSite *site)
{
   return (Long)(site->allocated.bytes - site->freed.bytes);
}

/* Before a site changes while a peak is past: saves its share of it. */
static void touch(Ms2Watch *watch, Ms2WatchSite *site)
{
   if (!watch->rising && site->peak_number != watch->peak_number) {
      site->at_peak = live_of(site);
      site->peak_number = watch->peak_number;
   }
}

static void end_rise(Ms2Watch *watch)
{
   if (watch->rising) {
      watch->rising = False;
      watch->peak_number++;
   }
}

void ms2_watch_alloc(Ms2Watch *watch, UInt context, ULong bytes)
{
   Ms2WatchSite *site = site_of(watch, context);

   watch->live += bytes;
   if (watch->live > watch->highest) {
      watch->highest = watch->live;
      watch->rising = True;
   } else {
      end_rise(watch);
   }
   touch(watch, site);
   site->allocated.bytes += bytes;
   site->allocated.blocks++;
}

void ms2_watch_free(Ms2Watch *watch, UInt context, ULong bytes)
{
   Ms2WatchSite *site = site_of(watch, context);

   end_rise(watch);
   touch(watch, site);
   watch->live -= bytes;
   site->freed.bytes += bytes;
   site->freed.blocks++;
}

UInt ms2_watch_node(const Ms2Watch *watch)
{
   return watch->node;
}

UInt ms2_watch_n(const Ms2Watch *watch)
{
   return VG_(sizeXA)(watch->sites);
}

const Ms2WatchSite *ms2_watch_get(const Ms2Watch *watch, UInt number)
{
   return VG_(indexXA)(watch->sites, number);
}

Long ms2_watch_at_peak(const Ms2Watch *watch, const Ms2WatchSite *site)
{
   return !watch->rising && site->peak_number == watch->peak_number
              ? site->at_peak
              : live_of(site);
}
