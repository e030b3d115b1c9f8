/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The largest sites of one entry of a region, as text.

   They are found one after the other, each as the largest behind the last one:
   a tally is not sorted, since it goes on, and few sites are shown. */
#include "model/entry_text.h"

#include "model/context.h"
#include "base/lines.h"
#include "model/stack_text.h"

/* A failed test is to show where to look, not everything. */
#define MAX_SITES 3

/* ---- which sites -------------------------------------------------------- */

static Long value_of(const Ms2EntryTally *tally, const Ms2EntrySite *site,
                     Ms2EntrySitesOrder order)
{
   switch (order) {
   case MS2_ENTRY_SITES_BY_BLOCKS: return site->allocated.blocks;
   case MS2_ENTRY_SITES_BY_KEPT:
      return site->allocated.bytes - site->freed.bytes;
   case MS2_ENTRY_SITES_BY_PEAK: return ms2_entry_tally_at_peak(tally, site);
   default: return site->allocated.bytes;
   }
}

/* True if site a goes before site b; of equal ones the older. */
static Bool goes_before(Long a_value, UInt a, Long b_value, UInt b)
{
   return a_value > b_value || (a_value == b_value && a < b);
}

/* The largest site behind `last`; MAX where there is none above 0. */
static UInt next_site(const Ms2EntryTally *tally, Ms2EntrySitesOrder order,
                      Long *last, UInt last_number)
{
   UInt best = ms2_entry_tally_n(tally);
   Long best_value = 0;

   for (UInt i = 0; i < ms2_entry_tally_n(tally); i++) {
      Long value = value_of(tally, ms2_entry_tally_get(tally, i), order);
      if (value > 0 && goes_before(*last, last_number, value, i) &&
          (best == ms2_entry_tally_n(tally) ||
           goes_before(value, i, best_value, best))) {
         best = i;
         best_value = value;
      }
   }
   *last = best_value;
   return best;
}

/* ---- text --------------------------------------------------------------- */

static const HChar *plural(ULong n)
{
   return n == 1 ? "" : "s";
}

static void put_site(Ms2Lines *sink, const Ms2EntrySite *site, Long value,
                     Ms2EntrySitesOrder order)
{
   static const HChar *const what[] = {
       [MS2_ENTRY_SITES_BY_BYTES] = " allocated",
       [MS2_ENTRY_SITES_BY_BLOCKS] = " allocated",
       [MS2_ENTRY_SITES_BY_KEPT] = " not freed",
       [MS2_ENTRY_SITES_BY_PEAK] = " at the peak",
   };
   HChar line[MS2_LINE_BYTES];

   if (order == MS2_ENTRY_SITES_BY_BYTES ||
       order == MS2_ENTRY_SITES_BY_BLOCKS) {
      ms2_host_format(line, sizeof line, "%'llu byte%s in %'llu block%s%s\n",
                      site->allocated.bytes, plural(site->allocated.bytes),
                      site->allocated.blocks, plural(site->allocated.blocks),
                      what[order]);
   } else {
      ms2_host_format(line, sizeof line, "%'lld byte%s%s\n", value,
                      plural(value), what[order]);
   }
   ms2_lines_add(sink, line);
}

UInt ms2_entry_text_of(const Ms2EntryTally *tally, Ms2EntrySitesOrder order,
                       HChar *text, UInt n_bytes)
{
   Ms2Lines sink = {text, n_bytes, 0};
   Long value = (Long)(~0ULL >> 1);
   UInt number = 0;

   text[0] = '\0';
   for (UInt n = 0; n < MAX_SITES; n++) {
      number = next_site(tally, order, &value, number);
      if (number == ms2_entry_tally_n(tally))
         break;
      const Ms2EntrySite *site = ms2_entry_tally_get(tally, number);
      UInt leaf = ms2_context_get(site->context)->node;
      put_site(&sink, site, value, order);
      sink.length += ms2_stack_text_of(leaf, ms2_entry_tally_node(tally),
                                       sink.text + sink.length,
                                       sink.n_bytes - sink.length);
   }
   return sink.length;
}
