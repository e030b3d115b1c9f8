/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each context did during one entry of a region.

   The sites of a region are sums over all its entries and threads.  A test
   that asserts what one piece of code allocates wants those of this one entry,
   with what they held at its peak; so it asks for a watch. */
#ifndef MS2_MODEL_ENTRY_TALLY_H
#define MS2_MODEL_ENTRY_TALLY_H

#include "base/basics.h"

typedef struct {
   UInt context;
   UInt peak_number; /* of the peak that at_peak belongs to, as in ms2_peak */
   Ms2Usage allocated;
   Ms2Usage freed;
   Long at_peak; /* bytes; negative where older blocks were freed */
} Ms2WatchSite;

typedef struct _Ms2Watch Ms2Watch;

/* `node` is the stack at the begin, which all stacks inside share. */
Ms2Watch *ms2_watch_new(UInt node);
void ms2_watch_delete(Ms2Watch *watch);

void ms2_watch_alloc(Ms2Watch *watch, UInt context, ULong bytes);
void ms2_watch_free(Ms2Watch *watch, UInt context, ULong bytes);

UInt ms2_watch_node(const Ms2Watch *watch);
UInt ms2_watch_n(const Ms2Watch *watch);

/* Sites are numbered from 0. */
const Ms2WatchSite *ms2_watch_get(const Ms2Watch *watch, UInt number);

/* What a site held when the entry was at its peak, in bytes. */
Long ms2_watch_at_peak(const Ms2Watch *watch, const Ms2WatchSite *site);

#endif
