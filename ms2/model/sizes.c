/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sizes that were asked for at one place. */
#include "model/sizes.h"

#include "base/pool.h"

static struct {
   Ms2Pool chunks;
} all;

void ms2_sizes_init(void)
{
   ms2_pool_init(&all.chunks, "ms2.sizes", sizeof(Ms2SizesChunk));
}

static UInt bucket_of(ULong bytes)
{
   return bytes == 0 ? 0 : 64 - (UInt)__builtin_clzll(bytes);
}

/* The counter of a bucket; its chunk is made if need be. */
static ULong *counter_of(Ms2Sizes *sizes, UInt bucket)
{
   Ms2SizesChunk **link = &sizes->chunk;

   while (*link != NULL && (*link)->group != bucket / MS2_SIZES_GROUP)
      link = &(*link)->next;
   if (*link == NULL) {
      *link = ms2_pool_add(&all.chunks);
      (*link)->group = bucket / MS2_SIZES_GROUP;
   }
   return &(*link)->counts[bucket % MS2_SIZES_GROUP];
}

void ms2_sizes_add_new(Ms2Sizes *sizes, ULong bytes, ULong n_before)
{
   UInt bucket = bucket_of(bytes);

   if (n_before == 0) {
      sizes->min = bytes;
      sizes->max = bytes;
   }
   if (n_before == 0 && sizes->chunk == NULL) {
      sizes->only = bucket;
      return;
   }
   if (sizes->chunk == NULL)
      *counter_of(sizes, sizes->only) = n_before;
   ++*counter_of(sizes, bucket);
}

void ms2_sizes_get(const Ms2Sizes *sizes, ULong n,
                   ULong counts[MS2_SIZES_BUCKETS])
{
   ms2_host_memset(counts, 0, MS2_SIZES_BUCKETS * sizeof *counts);
   if (sizes->chunk == NULL)
      counts[sizes->only] = n;
   for (Ms2SizesChunk *c = sizes->chunk; c != NULL; c = c->next) {
      ms2_host_memcpy(counts + c->group * MS2_SIZES_GROUP, c->counts,
                      sizeof c->counts);
   }
}

/* The chunks stay: what was asked for once comes again. */
void ms2_sizes_clear(Ms2Sizes *sizes)
{
   for (Ms2SizesChunk *c = sizes->chunk; c != NULL; c = c->next)
      ms2_host_memset(c->counts, 0, sizeof c->counts);
   sizes->min = 0;
   sizes->max = 0;
}
