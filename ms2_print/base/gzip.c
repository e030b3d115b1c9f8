/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes packed as gzip does. */
#include "base/gzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/die.h"

/* zlib's way to ask for gzip's head and tail. */
#define GZIP_WINDOW_BITS (15 + 16)

/* Of zlib's levels 1 to 3 each takes a tenth longer than the one before, for
   four per cent less; the next ones take twice as long.  To change the level on
   the way costs more than it saves, and makes the file larger. */
static const int levels[] = {
    [GZIP_SMALLEST] = Z_BEST_COMPRESSION,
    [GZIP_FASTEST] = 2,
};

/* zlib counts in unsigned int. */
#define MOST_AT_ONCE ((size_t)1 << 30)

struct gzip {
   struct out *out;
   z_stream z;
};

static void pack_some(struct gzip *g, int flush)
{
   unsigned char packed[65536];
   int result;

   do {
      g->z.next_out = packed;
      g->z.avail_out = sizeof packed;
      result = deflate(&g->z, flush);
      out_raw(g->out, packed, sizeof packed - g->z.avail_out);
   } while (flush == Z_FINISH ? result != Z_STREAM_END : g->z.avail_out == 0);
}

struct gzip *gzip_begin(struct out *out, enum gzip_way way)
{
   struct gzip *g = calloc(1, sizeof *g);

   if (!g || deflateInit2(&g->z, levels[way], Z_DEFLATED, GZIP_WINDOW_BITS, 8,
                          Z_DEFAULT_STRATEGY) != Z_OK) {
      die("out of memory");
   }
   g->out = out;
   return g;
}

void gzip_put(struct gzip *g, const void *bytes, size_t size_bytes)
{
   g->z.next_in = (unsigned char *)(uintptr_t)bytes;
   while (size_bytes > 0) {
      const size_t n = size_bytes < MOST_AT_ONCE ? size_bytes : MOST_AT_ONCE;

      g->z.avail_in = (unsigned)n;
      size_bytes -= n;
      pack_some(g, Z_NO_FLUSH);
   }
}

void gzip_end(struct gzip *g)
{
   pack_some(g, Z_FINISH);
   deflateEnd(&g->z);
   free(g);
}
