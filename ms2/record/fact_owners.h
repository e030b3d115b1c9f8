/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of searches for who holds what: roots, trees, totals. */
#ifndef MS2_RECORD_FACT_OWNERS_H
#define MS2_RECORD_FACT_OWNERS_H

#include "owners/search.h"
#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_owners;

/* Takes a snapshot, and writes behind it what a search has found.  `how` is one
   of the words of record 'Q'. */
void ms2_fact_owners_write(const HChar *how, const Ms2Search *search,
                           ULong search_us);

/* How many searches are in the file. */
UInt ms2_fact_owners_n(void);

#endif
