/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sizes that were asked for at one place. */
#include "ms2_sizes.h"

#include "ms2_pool.h"

#include "pub_tool_libcbase.h"

#define GROUP_BUCKETS 8

typedef struct {
   ULong counts[GROUP_BUCKETS];
   UInt next;
   UInt group;
} Chunk;

static struct {
   Ms2Pool chunks; /* number 0 is none */
} all;

void ms2_sizes_init(void)
{
   ms2_pool_init(&all.chunks, "ms2.sizes", sizeof(Chunk));
   ms2_pool_add(&all.chunks);
}

static UInt bucket_of(ULong bytes)
{
   return bytes == 0 ? 0 : 64 - (UInt)__builtin_clzll(bytes);
}

/* The counter of a bucket; makes its chunk if need be. */
static ULong *counter_of(Ms2Sizes *sizes, UInt bucket)
{
   UInt group = bucket / GROUP_BUCKETS;
   UInt *link = &sizes->chunk;

   while (*link != 0) {
      Chunk *chunk = ms2_pool_get(&all.chunks, *link);
      if (chunk->group == group) {
         return &chunk->counts[bucket % GROUP_BUCKETS];
      }
      link = &chunk->next;
   }
   *link = all.chunks.n;
   ((Chunk *)ms2_pool_add(&all.chunks))->group = group;
   return counter_of(sizes, bucket);
}

void ms2_sizes_add(Ms2Sizes *sizes, ULong bytes, ULong n_before)
{
   UInt bucket = bucket_of(bytes);

   if (n_before == 0) {
      sizes->min = bytes;
      sizes->max = bytes;
      if (sizes->chunk == 0) {
         sizes->only = bucket;
         return;
      }
   }
   sizes->min = bytes < sizes->min ? bytes : sizes->min;
   sizes->max = bytes > sizes->max ? bytes : sizes->max;
   if (sizes->chunk == 0) {
      if (bucket == sizes->only) {
         return;
      }
      *counter_of(sizes, sizes->only) = n_before;
   }
   ++*counter_of(sizes, bucket);
}

void ms2_sizes_get(const Ms2Sizes *sizes, ULong n,
                   ULong counts[MS2_SIZES_BUCKETS])
{
   VG_(memset)(counts, 0, MS2_SIZES_BUCKETS * sizeof *counts);
   if (sizes->chunk == 0) {
      counts[sizes->only] = n;
   }
   for (UInt i = sizes->chunk; i != 0;) {
      const Chunk *chunk = ms2_pool_get(&all.chunks, i);
      VG_(memcpy)(counts + chunk->group * GROUP_BUCKETS, chunk->counts,
                  sizeof chunk->counts);
      i = chunk->next;
   }
}

/* The chunks stay: what was asked for once comes again. */
void ms2_sizes_clear(Ms2Sizes *sizes)
{
   for (UInt i = sizes->chunk; i != 0;) {
      Chunk *chunk = ms2_pool_get(&all.chunks, i);
      VG_(memset)(chunk->counts, 0, sizeof chunk->counts);
      i = chunk->next;
   }
   sizes->min = 0;
   sizes->max = 0;
}
