/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each context did during one entry of a region.

   The peak inside the entry is kept as model/peak.h does for the heap.  As long
   as the balance rises, nothing is saved.  The first event that does not lift
   it begins a new peak number, and a site whose number is older saves what it
   holds before it changes.  So these sum up to the highest balance:

      at_peak   of sites whose number is the current one, unless rising
      live      of all others */
#include "model/entry_tally.h"

#include "base/array.h"

/* A tally lives for one call of a tested function, which rarely has more than
   some dozen sites: they are searched from the last one used. */
struct _Ms2EntryTally {
   Ms2Array *sites; /* of Ms2EntrySite */
   UInt node;
   UInt last; /* the site used last */
   Long live; /* bytes */
   Long highest;
   Bool rising;      /* nothing was freed since the highest */
   UInt peak_number; /* of the peak that ended last */
};

Ms2EntryTally *ms2_entry_tally_new(UInt node)
{
   Ms2EntryTally *tally = ms2_host_alloc_zeroed("ms2.tally", 1, sizeof *tally);

   tally->sites = ms2_array_new("ms2.tally.sites", sizeof(Ms2EntrySite));
   tally->node = node;
   tally->rising = True;
   return tally;
}

void ms2_entry_tally_delete(Ms2EntryTally *tally)
{
   ms2_array_free(tally->sites);
   ms2_host_free(tally);
}

static Ms2EntrySite *site_of(Ms2EntryTally *tally, UInt context)
{
   UInt n = tally->sites->n;

   for (UInt i = 0; i < n; i++) {
      UInt at = tally->last >= i ? tally->last - i : n + tally->last - i;
      Ms2EntrySite *site = ms2_array_get(tally->sites, at);
      if (site->context == context) {
         tally->last = at;
         return site;
      }
   }
   tally->last = n;
   Ms2EntrySite *fresh = ms2_array_add(tally->sites);
   fresh->context = context;
   return fresh;
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
   return tally->sites->n;
}

const Ms2EntrySite *ms2_entry_tally_get(const Ms2EntryTally *tally, UInt number)
{
   return ms2_array_get(tally->sites, number);
}

Long ms2_entry_tally_at_peak(const Ms2EntryTally *tally,
                             const Ms2EntrySite *site)
{
   return !tally->rising && site->peak_number == tally->peak_number
              ? site->at_peak
              : live_of(site);
}
