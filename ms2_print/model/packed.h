/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of small numbers, packed: most take a byte or two of what would be
   eight.

   Each is in the LEB128 encoding: seven bits a byte, the lowest first, the top
   bit set on all but the last. */
#ifndef MS2_PRINT_MODEL_PACKED_H
#define MS2_PRINT_MODEL_PACKED_H

#include <stdint.h>

#define PACKED_MOST_BYTES 10 /* of a number */

/* Where the row of a node's context begins. */
struct packed_place {
   uint32_t node;
   uint32_t at;
};

/* Both return the place behind the number. */

static inline unsigned char *packed_put(unsigned char *to, uint64_t n)
{
   for (; n >= 0x80; n >>= 7)
      *to++ = (unsigned char)(n | 0x80);
   *to++ = (unsigned char)n;
   return to;
}

static inline const unsigned char *packed_get(const unsigned char *from,
                                              uint64_t *n)
{
   uint64_t byte = *from++;

   *n = byte & 0x7f;
   for (unsigned shift = 7; byte & 0x80; shift += 7) {
      byte = *from++;
      *n |= (byte & 0x7f) << shift;
   }
   return from;
}

#endif
