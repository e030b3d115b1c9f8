/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each context did during one entry of a region.

   The sites of a region are sums over all its entries and threads.  A test
   that asserts what one piece of code allocates wants those of this one entry,
   with what they held at its peak; so it asks for a tally. */
#ifndef MS2_MODEL_ENTRY_TALLY_H
#define MS2_MODEL_ENTRY_TALLY_H

#include "base/basics.h"

typedef struct {
   UInt context;
   UInt peak_number; /* of the peak that at_peak belongs to, as in ms2_peak */
   Ms2Usage allocated;
   Ms2Usage freed;
   Long at_peak; /* bytes; negative where older blocks were freed */
} Ms2EntrySite;

typedef struct _Ms2EntryTally Ms2EntryTally;

/* `node` is the stack at the begin, which all stacks inside share. */
Ms2EntryTally *ms2_entry_tally_new(UInt node);
void ms2_entry_tally_delete(Ms2EntryTally *tally);

void ms2_entry_tally_alloc(Ms2EntryTally *tally, UInt context, ULong bytes);
void ms2_entry_tally_free(Ms2EntryTally *tally, UInt context, ULong bytes);

UInt ms2_entry_tally_node(const Ms2EntryTally *tally);
UInt ms2_entry_tally_n(const Ms2EntryTally *tally);

/* Sites are numbered from 0. */
const Ms2EntrySite *ms2_entry_tally_get(const Ms2EntryTally *tally,
                                        UInt number);

/* What a site held when the entry was at its peak, in bytes. */
Long ms2_entry_tally_at_peak(const Ms2EntryTally *tally,
                             const Ms2EntrySite *site);

#endif
