/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and texts in few characters: deflated (zlib), then base64.

   A number is written in groups of 7 bits, the lowest first, with the highest
   bit set in all bytes but its last.  A text is the number of its bytes, then
   the bytes, which are UTF-8 without control characters or characters that
   reverse the writing direction: what is none comes out as \xHH. */
#ifndef MS2_PRINT_BASE_PACK_H
#define MS2_PRINT_BASE_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/out.h"

struct pack;

/* Ends the program if there is no memory. */
struct pack *pack_begin(struct out *out);

void pack_number(struct pack *p, uint64_t n);
void pack_text(struct pack *p, const char *s);
void pack_text_of(struct pack *p, const char *s, size_t size_bytes);

/* Writes what is left, and frees. */
void pack_end(struct pack *p);

#endif
