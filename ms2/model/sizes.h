/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sizes that were asked for at one place: smallest, largest, and how many
   of each power of two.

   Bucket k counts the sizes of k bits: 0 -> 0, 1 -> 1, 2 -> 2..3, 3 -> 4..7.
   Most places ask for sizes of one bucket only; they remember which, and the
   number is that of their calls.  The others have chunks of counters:

      sizes.chunk -> [ group 0: buckets 0..7 ] -> [ group 2: 16..23 ] -> 0 */
#ifndef MS2_MODEL_SIZES_H
#define MS2_MODEL_SIZES_H

#include "base/basics.h"

#define MS2_SIZES_BUCKETS 64
#define MS2_SIZES_GROUP 8

typedef struct _Ms2SizesChunk {
   ULong counts[MS2_SIZES_GROUP];
   struct _Ms2SizesChunk *next;
   UInt group;
} Ms2SizesChunk;

/* Zeroed: nothing was asked for. */
typedef struct {
   ULong min, max;
   Ms2SizesChunk *chunk; /* the first one, or NULL */
   UInt only;            /* the only bucket so far, where there is no chunk */
} Ms2Sizes;

void ms2_sizes_init(void);

/* Adds a size that is the first, or of a bucket that has no counter yet; with
   the number of sizes before. */
void ms2_sizes_add_new(Ms2Sizes *sizes, ULong bytes, ULong n_before);

/* Adds a size, the first one after n_before others.  In the header, as it is
   part of each call: docs/PERFORMANCE.md, "lifetimes". */
static inline void ms2_sizes_add(Ms2Sizes *sizes, ULong bytes, ULong n_before)
{
   UInt bucket = bytes == 0 ? 0 : 64 - (UInt)__builtin_clzll(bytes);

   if (bytes < sizes->min)
      sizes->min = bytes;
   if (bytes > sizes->max)
      sizes->max = bytes;
   if (sizes->chunk == NULL
           ? n_before == 0 || bucket != sizes->only
           : sizes->chunk->group != bucket / MS2_SIZES_GROUP || n_before == 0) {
      ms2_sizes_add_new(sizes, bytes, n_before);
   } else if (sizes->chunk != NULL) {
      sizes->chunk->counts[bucket % MS2_SIZES_GROUP]++;
   }
}

/* How many sizes, of n in all, lie in each bucket. */
void ms2_sizes_get(const Ms2Sizes *sizes, ULong n,
                   ULong counts[MS2_SIZES_BUCKETS]);

/* Nothing was asked for. */
void ms2_sizes_clear(Ms2Sizes *sizes);

#endif
