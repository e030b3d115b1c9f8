/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ordered set of address ranges. */
#include "base/ranges.h"

#define FIRST_SLOTS 64

void ms2_ranges_init(Ms2Ranges *set, const HChar *purpose)
{
   set->ranges = NULL;
   set->n = 0;
   set->n_slots = 0;
   set->purpose = purpose;
}

/* The number of the first range that ends behind `address`. */
static UInt first_behind(const Ms2Ranges *set, Addr address)
{
   UInt lo = 0;
   UInt hi = set->n;

   while (lo < hi) {
      UInt middle = lo + (hi - lo) / 2;
      if (set->ranges[middle].end > address)
         hi = middle;
      else
         lo = middle + 1;
   }
   return lo;
}

const Ms2Range *ms2_ranges_find(const Ms2Ranges *set, Addr address)
{
   UInt at = first_behind(set, address);

   return at < set->n && set->ranges[at].start <= address ? &set->ranges[at]
                                                          : NULL;
}

const Ms2Range *ms2_ranges_first(const Ms2Ranges *set, Addr start, Addr end)
{
   UInt at = first_behind(set, start);

   return at < set->n && set->ranges[at].start < end ? &set->ranges[at] : NULL;
}

static void insert(Ms2Ranges *set, UInt at, const Ms2Range *range)
{
   if (set->n == set->n_slots) {
      set->n_slots = set->n_slots == 0 ? FIRST_SLOTS : 2 * set->n_slots;
      set->ranges = ms2_host_realloc(set->purpose, set->ranges,
                                     set->n_slots * sizeof *set->ranges);
   }
   ms2_host_memmove(&set->ranges[at + 1], &set->ranges[at],
                    (set->n - at) * sizeof *set->ranges);
   set->ranges[at] = *range;
   set->n++;
}

static void drop(Ms2Ranges *set, UInt at)
{
   set->n--;
   ms2_host_memmove(&set->ranges[at], &set->ranges[at + 1],
                    (set->n - at) * sizeof *set->ranges);
}

Bool ms2_ranges_take(Ms2Ranges *set, Addr start, Addr end, Ms2Range *piece)
{
   UInt at = first_behind(set, start);

   if (at == set->n || set->ranges[at].start >= end)
      return False;
   Ms2Range whole = set->ranges[at];
   *piece = whole;
   piece->start = whole.start > start ? whole.start : start;
   piece->end = whole.end < end ? whole.end : end;
   if (piece->start > whole.start) {
      set->ranges[at].end = piece->start;
      if (piece->end < whole.end) {
         whole.start = piece->end;
         insert(set, at + 1, &whole);
      }
   } else if (piece->end < whole.end) {
      set->ranges[at].start = piece->end;
   } else {
      drop(set, at);
   }
   return True;
}

static Bool are_one(const Ms2Range *left, const Ms2Range *right)
{
   return left->end == right->start && left->owner == right->owner &&
          left->sort == right->sort && left->access == right->access &&
          !left->single && !right->single;
}

void ms2_ranges_add(Ms2Ranges *set, const Ms2Range *range)
{
   UInt at = first_behind(set, range->start);
   Bool joins_left = at > 0 && are_one(&set->ranges[at - 1], range);
   Bool joins_right = at < set->n && are_one(range, &set->ranges[at]);

   MS2_ASSERT(range->start < range->end &&
                  (at == set->n || set->ranges[at].start >= range->end),
              "ranges do not overlap");
   if (joins_left && joins_right) {
      set->ranges[at - 1].end = set->ranges[at].end;
      drop(set, at);
   } else if (joins_left)
      set->ranges[at - 1].end = range->end;
   else if (joins_right)
      set->ranges[at].start = range->start;
   else
      insert(set, at, range);
}
