/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes packed as gzip does, on their way to the output. */
#ifndef MS2_PRINT_BASE_GZIP_H
#define MS2_PRINT_BASE_GZIP_H

#include <stddef.h>

#include "base/out.h"

struct gzip;

/* One gzip member.  It has no time in it, so that the same bytes are always
   packed alike. */
struct gzip *gzip_begin(struct out *out);
void gzip_put(struct gzip *g, const void *bytes, size_t size_bytes);
void gzip_end(struct gzip *g);

#endif
