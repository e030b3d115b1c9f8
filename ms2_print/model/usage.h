/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes and blocks: what most of a profile is counted in.

   Sums wrap around where a caller does not look at the result: on the way from
   one moment to another that is fine, as what counts is where they end.  The
   bodies stand here since every change of a file comes by several of them. */
#ifndef MS2_PRINT_MODEL_USAGE_H
#define MS2_PRINT_MODEL_USAGE_H

#include <stdbool.h>
#include <stdint.h>

struct usage {
   uint64_t bytes;
   uint64_t blocks;
};

/* False if a sum has gone beyond 2^64. */
static inline bool usage_add(struct usage *to, struct usage more)
{
   const bool bytes = __builtin_add_overflow(to->bytes, more.bytes, &to->bytes);

   return !__builtin_add_overflow(to->blocks, more.blocks, &to->blocks) &&
          !bytes;
}

/* False if a difference has gone below 0. */
static inline bool usage_subtract(struct usage *from, struct usage less)
{
   const bool bytes =
       __builtin_sub_overflow(from->bytes, less.bytes, &from->bytes);

   return !__builtin_sub_overflow(from->blocks, less.blocks, &from->blocks) &&
          !bytes;
}

static inline bool usage_equal(struct usage a, struct usage b)
{
   return a.bytes == b.bytes && a.blocks == b.blocks;
}

static inline bool usage_is_zero(struct usage u)
{
   return (u.bytes | u.blocks) == 0;
}

/* What was allocated and is not freed. */
static inline struct usage usage_minus(struct usage u, struct usage less)
{
   return (struct usage){u.bytes - less.bytes, u.blocks - less.blocks};
}

#endif
