/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The C library's operations as rows of oracle_ops, for both drivers.

   Every operation is a function of its own, so that a stack in the profile
   names the operation as well as the path to it. */
#ifndef ORACLE_OPS_C_H
#define ORACLE_OPS_C_H

#include <malloc.h>
#include <stdlib.h>
#include "engine.h"

/* Defines op_NAME: a frame that evaluates `call` and returns the block. */
#define ORACLE_OP(name, call)                                          \
   ORACLE_FRAME static void *op_##name(const struct oracle_request *r) \
   {                                                                   \
      void *block = (call);                                            \
                                                                       \
      ORACLE_STAY;                                                     \
      return block;                                                    \
   }

#define ORACLE_RELEASE_OP(name, call)                                  \
   ORACLE_FRAME static void *op_##name(const struct oracle_request *r) \
   {                                                                   \
      call;                                                            \
      ORACLE_STAY;                                                     \
      return NULL;                                                     \
   }

ORACLE_OP(malloc, malloc(r->size))
ORACLE_OP(calloc, calloc(r->count, r->unit))
ORACLE_OP(realloc, realloc(r->old, r->size))
ORACLE_OP(reallocarray, reallocarray(r->old, r->count, r->unit))
ORACLE_OP(memalign, memalign(r->align, r->size))
ORACLE_OP(aligned_alloc, aligned_alloc(r->align, r->size))
ORACLE_OP(valloc, valloc(r->size))
ORACLE_RELEASE_OP(free, free(r->old))

ORACLE_FRAME static void *op_posix_memalign(const struct oracle_request *r)
{
   void *block = NULL;

   if (posix_memalign(&block, r->align, r->size) != 0)
      block = NULL;
   ORACLE_STAY;
   return block;
}

/* --ignore-fn leaves these out. */
ORACLE_OP(quiet_malloc, malloc(r->size))
ORACLE_OP(quiet_calloc, calloc(r->count, r->unit))
ORACLE_OP(quiet_realloc, realloc(r->old, r->size))
ORACLE_RELEASE_OP(quiet_free, free(r->old))

/* name, kind, family, can_fail, aligned, zeroed, has_usable, run */
#define ORACLE_C_OPS                                                           \
   {"op_malloc", ORACLE_GET, 0, true, false, false, true, op_malloc},          \
       {"op_calloc", ORACLE_GET, 0, true, false, true, true, op_calloc},       \
       {"op_memalign", ORACLE_GET, 0, true, true, false, true, op_memalign},   \
       {"op_aligned_alloc", ORACLE_GET, 0, true, true, false, true,            \
        op_aligned_alloc},                                                     \
       {"op_posix_memalign", ORACLE_GET, 0, true, true, false, true,           \
        op_posix_memalign},                                                    \
       {"op_valloc", ORACLE_GET, 0, true, false, false, true, op_valloc},      \
       {"op_realloc", ORACLE_RESIZE, 0, true, false, false, true, op_realloc}, \
       {"op_reallocarray", ORACLE_RESIZE, 0, true, false, false, true,         \
        op_reallocarray},                                                      \
       {"op_quiet_malloc", ORACLE_GET, 0, true, false, false, true,            \
        op_quiet_malloc},                                                      \
       {"op_quiet_calloc", ORACLE_GET, 0, true, false, true, true,             \
        op_quiet_calloc},                                                      \
       {"op_quiet_realloc", ORACLE_RESIZE, 0, true, false, false, true,        \
        op_quiet_realloc},                                                     \
       {"op_quiet_free", ORACLE_RELEASE, 0,     false,                         \
        false,           false,          false, op_quiet_free},                \
   {                                                                           \
      "op_free", ORACLE_RELEASE, 0, false, false, false, false, op_free        \
   }

#endif
