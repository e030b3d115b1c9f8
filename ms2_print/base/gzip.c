/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes packed as gzip does. */
#include "base/gzip.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/die.h"

/* zlib's way to ask for gzip's head and tail. */
#define GZIP_WINDOW_BITS (15 + 16)

/* zlib's best takes five times as long as the fast levels, for a tenth less;
   of so many bytes that is a tenth of a second, and of more too long. */
#define LEVEL Z_BEST_COMPRESSION
#define SLOW_BYTES ((size_t)1024 * 1024)

/* The first level that looks for a better match behind the one it has: a tenth
   less than the fastest, which takes three quarters of its time. */
#define FAST_LEVEL 3

/* zlib counts in unsigned int. */
#define MOST_AT_ONCE ((size_t)1 << 30)

struct gzip {
   struct out *out;
   z_stream z;
   bool is_fast;
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

struct gzip *gzip_begin(struct out *out)
{
   struct gzip *g = calloc(1, sizeof *g);

   if (!g || deflateInit2(&g->z, LEVEL, Z_DEFLATED, GZIP_WINDOW_BITS, 8,
                          Z_DEFAULT_STRATEGY) != Z_OK) {
      die("out of memory");
   }
   g->out = out;
   return g;
}

/* Between two pieces; what was taken in so far comes out first. */
static void hurry(struct gzip *g)
{
   unsigned char packed[65536];

   g->is_fast = true;
   do {
      g->z.next_out = packed;
      g->z.avail_out = sizeof packed;
      deflateParams(&g->z, FAST_LEVEL, Z_DEFAULT_STRATEGY);
      out_raw(g->out, packed, sizeof packed - g->z.avail_out);
   } while (g->z.avail_out == 0);
}

void gzip_put(struct gzip *g, const void *bytes, size_t size_bytes)
{
   if (!g->is_fast && g->z.total_in > SLOW_BYTES)
      hurry(g);
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
