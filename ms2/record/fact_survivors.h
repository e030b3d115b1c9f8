/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of when the live blocks were born: A.

   A block knows the tick at which it was born, and each snapshot has one; so
   the blocks of a context that live are counted by the snapshot that was the
   first to see them.  Of a context of which nothing has ended its differences
   say so already, and nothing is written. */
#ifndef MS2_RECORD_FACT_SURVIVORS_H
#define MS2_RECORD_FACT_SURVIVORS_H

#include "base/array.h"
#include "base/basics.h"
#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_survivors;

/* Calls for each live block, those that are not recorded too. */
typedef void (*Ms2LiveBlocks)(void (*call)(const Ms2Block *block));

/* Who knows them.  Without one nothing is written. */
void ms2_fact_survivors_set_blocks(Ms2LiveBlocks each);

/* The file was written anew with these snapshots of those it had: numbers from
   0, of UInt, ascending. */
void ms2_fact_survivors_thinned(const Ms2Array *kept);

#endif
