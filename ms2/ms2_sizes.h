/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sizes that were asked for at one place: smallest, largest, and how many
   of each power of two.

   Bucket k counts the sizes of k bits: 0 -> 0, 1 -> 1, 2 -> 2..3, 3 -> 4..7.
   Most places ask for sizes of one bucket only; they remember which, and the
   number is that of their calls.  The others have chunks of counters:

      sizes.chunk -> [ group 0: buckets 0..7 ] -> [ group 2: 16..23 ] -> 0 */
#ifndef MS2_SIZES_H
#define MS2_SIZES_H

#include "ms2_basics.h"

#define MS2_SIZES_BUCKETS 64

/* Zeroed: nothing was asked for. */
typedef struct {
   ULong min, max;
   UInt chunk; /* the first one, or 0 */
   UInt only;  /* the only bucket so far, where there is no chunk */
} Ms2Sizes;

void ms2_sizes_init(void);

/* Adds a size, the first one after n_before others. */
void ms2_sizes_add(Ms2Sizes *sizes, ULong bytes, ULong n_before);

/* How many sizes, of n in all, lie in each bucket. */
void ms2_sizes_get(const Ms2Sizes *sizes, ULong n,
                   ULong counts[MS2_SIZES_BUCKETS]);

/* Nothing was asked for. */
void ms2_sizes_clear(Ms2Sizes *sizes);

#endif
