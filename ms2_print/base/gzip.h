/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes packed as gzip does, on their way to the output. */
#ifndef MS2_PRINT_BASE_GZIP_H
#define MS2_PRINT_BASE_GZIP_H

#include <stddef.h>

#include "base/out.h"

struct gzip;

enum gzip_way {
   GZIP_SMALLEST, /* for up to some megabytes: 8 MB/s */
   GZIP_FASTEST   /* ten times as fast, for a tenth more */
};

/* One gzip member.  It has no time in it, so that the same bytes are always
   packed alike. */
struct gzip *gzip_begin(struct out *out, enum gzip_way way);
void gzip_put(struct gzip *g, const void *bytes, size_t size_bytes);
void gzip_end(struct gzip *g);

#endif
