/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing array whose elements never move. */
#include "base/pool.h"

void ms2_pool_init(Ms2Pool *pool, const HChar *purpose, SizeT element_bytes)
{
   ms2_host_memset(pool, 0, sizeof *pool);
   pool->purpose = purpose;
   pool->element_bytes = element_bytes;
}

void ms2_pool_release(Ms2Pool *pool)
{
   for (UInt chunk = 0; chunk << MS2_POOL_SHIFT < pool->n; chunk++)
      ms2_host_free(pool->chunks[chunk]);
   ms2_host_free(pool->chunks);
}

static void add_chunk(Ms2Pool *pool, UInt chunk)
{
   if (chunk == pool->n_chunk_slots) {
      pool->n_chunk_slots = chunk ? 2 * chunk : 16;
      pool->chunks =
          ms2_host_realloc(pool->purpose, pool->chunks,
                           pool->n_chunk_slots * sizeof *pool->chunks);
   }
   pool->chunks[chunk] = ms2_host_alloc_zeroed(
       pool->purpose, 1U << MS2_POOL_SHIFT, pool->element_bytes);
}

void *ms2_pool_add(Ms2Pool *pool)
{
   UInt number = pool->n++;

   if ((number & MS2_POOL_MASK) == 0)
      add_chunk(pool, number >> MS2_POOL_SHIFT);
   return ms2_pool_get(pool, number);
}
