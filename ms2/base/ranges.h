/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ordered set of address ranges that do not overlap, each with what its
   owner wants to know of it.

   A sorted array: finding is O(log n); a change moves what lies behind it,
   which is little, since a process has some thousand mappings at most and
   neighbours that are alike become one range. */
#ifndef MS2_BASE_RANGES_H
#define MS2_BASE_RANGES_H

#include "base/host.h"

typedef struct {
   Addr start, end; /* [start, end) */
   UInt owner;      /* whose it is */
   UChar sort;      /* these two as the owner likes */
   UChar access;
   Bool single; /* never becomes one with a neighbour */
} Ms2Range;

typedef struct {
   Ms2Range *ranges;
   UInt n;
   UInt n_slots;
   const HChar *purpose;
} Ms2Ranges;

void ms2_ranges_init(Ms2Ranges *set, const HChar *purpose);

/* The range that holds `address`, or NULL.  Valid until the next change. */
const Ms2Range *ms2_ranges_find(const Ms2Ranges *set, Addr address);

/* The first range of which some lies in [start, end), or NULL. */
const Ms2Range *ms2_ranges_first(const Ms2Ranges *set, Addr start, Addr end);

/* The first piece of [start, end) that is in the set goes out of it and into
 *piece; what lies left and right of it stays.  False if there is none. */
Bool ms2_ranges_take(Ms2Ranges *set, Addr start, Addr end, Ms2Range *piece);

/* Adds a range of which nothing is in the set. */
void ms2_ranges_add(Ms2Ranges *set, const Ms2Range *range);

#endif
