/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes packed as gzip does. */
#include "base/gzip.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "base/die.h"

/* zlib's way to ask for gzip's head and tail. */
#define GZIP_WINDOW_BITS (15 + 16)

/* zlib counts in unsigned int. */
#define MOST_AT_ONCE ((size_t)1 << 30)

static void pack_some(z_stream *z, struct out *out, int flush)
{
   unsigned char packed[65536];
   int result;

   do {
      z->next_out = packed;
      z->avail_out = sizeof packed;
      result = deflate(z, flush);
      out_raw(out, packed, sizeof packed - z->avail_out);
   } while (flush == Z_FINISH ? result != Z_STREAM_END : z->avail_out == 0);
}

void gzip_write(struct out *out, const void *bytes, size_t size_bytes)
{
   z_stream z;

   memset(&z, 0, sizeof z);
   if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW_BITS, 8,
                    Z_DEFAULT_STRATEGY) != Z_OK)
      die("out of memory");
   z.next_in = (unsigned char *)(uintptr_t)bytes;
   while (size_bytes > 0) {
      const size_t n = size_bytes < MOST_AT_ONCE ? size_bytes : MOST_AT_ONCE;

      z.avail_in = (unsigned)n;
      size_bytes -= n;
      pack_some(&z, out, Z_NO_FLUSH);
   }
   pack_some(&z, out, Z_FINISH);
   deflateEnd(&z);
}
