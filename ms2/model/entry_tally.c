/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each context did during one entry of a region. */
#include "model/entry_tally.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_xarray.h"

/* A tally lives for one call of a tested function, which rarely has more than
   some dozen sites: they are searched from the last one used. */
struct _Ms2EntryTally {
   XArray *sites; /* of Ms2EntrySite */
   UInt node;
   Word last; /* the site used last */
   Long live; /* bytes */
   Long highest;
   Bool rising;      /* nothing was freed since the highest */
   UInt peak_number; /* of the peak that ended last */
};

Ms2EntryTally *ms2_entry_tally_new(UInt node)
{
   Ms2EntryTally *tally = VG_(calloc)("ms2.tally", 1, sizeof *tally);

   tally->sites = VG_(newXA)(VG_(malloc), "ms2.tally.sites", VG_(free),
                             sizeof(Ms2EntrySite));
   tally->node = node;
   tally->rising = True;
   return tally;
}

void ms2_entry_tally_delete(Ms2EntryTally *tally)
{
   VG_(deleteXA)(tally->sites);
   VG_(free)(tally);
}

static Ms2EntrySite *site_of(Ms2EntryTally *tally, UInt context)
{
   Word n = VG_(sizeXA)(tally->sites);
   Ms2EntrySite fresh = {.context = context};

   for (Word i = 0; i < n; i++) {
      Word at = tally->last >= i ? tally->last - i : n + tally->last - i;
      Ms2EntrySite *site = VG_(indexXA)(tally->sites, at);
      if (site->context == context) {
         tally->last = at;
         return site;
      }
   }
   tally->last = VG_(addToXA)(tally->sites, &fresh);
   return VG_(indexXA)(tally->sites, tally->last);
}

static Long live_of(const Ms2EntrySite *site)
{
   return (Long)(site->allocated.bytes - site->freed.bytes);
}

/* Before a site changes while a peak is past: saves its share of it. */
static void touch(Ms2EntryTally *tally, Ms2EntrySite *site)
{
   if (!tally->rising && site->peak_number != tally->peak_number) {
      site->at_peak = live_of(site);
      site->peak_number = tally->peak_number;
   }
}

static void end_rise(Ms2EntryTally *tally)
{
   if (tally->rising) {
      tally->rising = False;
      tally->peak_number++;
   }
}

void ms2_entry_tally_alloc(Ms2EntryTally *tally, UInt context, ULong bytes)
{
   Ms2EntrySite *site = site_of(tally, context);

   tally->live += bytes;
   if (tally->live > tally->highest) {
      tally->highest = tally->live;
      tally->rising = True;
   } else {
      end_rise(tally);
   }
   touch(tally, site);
   site->allocated.bytes += bytes;
   site->allocated.blocks++;
}

void ms2_entry_tally_free(Ms2EntryTally *tally, UInt context, ULong bytes)
{
   Ms2EntrySite *site = site_of(tally, context);

   end_rise(tally);
   touch(tally, site);
   tally->live -= bytes;
   site->freed.bytes += bytes;
   site->freed.blocks++;
}

UInt ms2_entry_tally_node(const Ms2EntryTally *tally)
{
   return tally->node;
}

UInt ms2_entry_tally_n(const Ms2EntryTally *tally)
{
   return VG_(sizeXA)(tally->sites);
}

const Ms2EntrySite *ms2_entry_tally_get(const Ms2EntryTally *tally, UInt number)
{
   return VG_(indexXA)(tally->sites, number);
}

Long ms2_entry_tally_at_peak(const Ms2EntryTally *tally,
                             const Ms2EntrySite *site)
{
   return !tally->rising && site->peak_number == tally->peak_number
              ? site->at_peak
              : live_of(site);
}
