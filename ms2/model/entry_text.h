/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The largest sites of one entry of a region, as text for a person. */
#ifndef MS2_MODEL_ENTRY_TEXT_H
#define MS2_MODEL_ENTRY_TEXT_H

#include "model/entry_tally.h"

/* By what sites are chosen; the values of enum ms2_order in include/ms2.h. */
typedef enum {
   MS2_ENTRY_SITES_BY_BYTES,
   MS2_ENTRY_SITES_BY_BLOCKS,
   MS2_ENTRY_SITES_BY_KEPT,
   MS2_ENTRY_SITES_BY_PEAK,
   MS2_ENTRY_SITES_N_ORDERS
} Ms2EntrySitesOrder;

/* Writes at most n_bytes, of which the last is 0, and returns the length:

      4,096 bytes in 2 blocks
         at parse (parse.c:20)
         by load (load.c:7)

   A stack runs from the code that called an allocator, left out with the
   libraries that lie between, to the function that entered the region. */
UInt ms2_entry_text_of(const Ms2EntryTally *tally, Ms2EntrySitesOrder order,
                       HChar *text, UInt n_bytes);

#endif
