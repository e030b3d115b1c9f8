/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing array whose elements never move.

   chunks -> [ 1024 elements ] [ 1024 elements ] ...

   Elements are numbered from 0 in the order of ms2_pool_add, start zeroed and
   are not removed one by one: names, nodes and contexts live as long as the
   run. */
#ifndef MS2_BASE_POOL_H
#define MS2_BASE_POOL_H

#include "base/host.h"

#define MS2_POOL_SHIFT 10
#define MS2_POOL_MASK ((1U << MS2_POOL_SHIFT) - 1)

typedef struct {
   UChar **chunks;
   const HChar *purpose; /* for the core's --profile-heap */
   SizeT element_bytes;
   UInt n;
   UInt n_chunk_slots;
} Ms2Pool;

void ms2_pool_init(Ms2Pool *pool, const HChar *purpose, SizeT element_bytes);

/* Lets go of all elements; ms2_pool_init makes it a pool again. */
void ms2_pool_release(Ms2Pool *pool);

/* A new zeroed element; its number is the old pool->n. */
void *ms2_pool_add(Ms2Pool *pool);

/* The element `number`, which must exist.  In the header since it is on the
   path of every allocation (several look-ups an event). */
static inline void *ms2_pool_get(const Ms2Pool *pool, UInt number)
{
   return pool->chunks[number >> MS2_POOL_SHIFT] +
          (SizeT)(number & MS2_POOL_MASK) * pool->element_bytes;
}

#endif
