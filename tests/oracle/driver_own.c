/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oracle's driver for an allocator under names of its own, beside malloc
   and its kin: a block goes back to the allocator that it is of. */
#define _GNU_SOURCE
#include "ops_c.h"
#include "own_heap.h"

static int flags_for(size_t align)
{
   return __builtin_ctzl(align);
}

ORACLE_OP(own_malloc, _rjem_malloc(r->size))
ORACLE_OP(own_calloc, _rjem_calloc(r->count, r->unit))
ORACLE_OP(own_mallocx, _rjem_mallocx(r->size, flags_for(r->align)))
ORACLE_OP(own_zeroed,
          _rjem_mallocx(r->size, flags_for(r->align) | OWN_HEAP_ZERO))
ORACLE_OP(own_realloc, _rjem_realloc(r->old, r->size))
ORACLE_RELEASE_OP(own_free, _rjem_free(r->old))
ORACLE_RELEASE_OP(own_sdallocx, _rjem_sdallocx(r->old, r->size, 0))

ORACLE_FRAME static void *op_own_posix_memalign(const struct oracle_request *r)
{
   void *block = NULL;

   if (_rjem_posix_memalign(&block, r->align, r->size) != 0)
      block = NULL;
   ORACLE_STAY;
   return block;
}

/* A null pointer and a size of 0 are realloc's; rallocx has neither. */
ORACLE_FRAME static void *op_own_rallocx(const struct oracle_request *r)
{
   void *block = r->old && r->size > 0 ? _rjem_rallocx(r->old, r->size, 0)
                                       : _rjem_realloc(r->old, r->size);

   ORACLE_STAY;
   return block;
}

const struct oracle_op oracle_ops[] = {
    ORACLE_C_OPS,
    {"op_own_malloc", ORACLE_GET, 1, true, false, false, false, op_own_malloc},
    {"op_own_calloc", ORACLE_GET, 1, true, false, true, false, op_own_calloc},
    {"op_own_mallocx", ORACLE_GET, 1, true, true, false, false, op_own_mallocx},
    {"op_own_zeroed", ORACLE_GET, 1, true, true, true, false, op_own_zeroed},
    {"op_own_posix_memalign", ORACLE_GET, 1, true, true, false, false,
     op_own_posix_memalign},
    {"op_own_realloc", ORACLE_RESIZE, 1, true, false, false, false,
     op_own_realloc},
    {"op_own_rallocx", ORACLE_RESIZE, 1, true, false, false, false,
     op_own_rallocx},
    {"op_own_free", ORACLE_RELEASE, 1, false, false, false, false, op_own_free},
    {"op_own_sdallocx", ORACLE_RELEASE, 1, false, false, false, false,
     op_own_sdallocx},
};
const size_t n_oracle_ops = sizeof oracle_ops / sizeof oracle_ops[0];
