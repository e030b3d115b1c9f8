/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes packed as gzip does. */
#ifndef MS2_PRINT_BASE_GZIP_H
#define MS2_PRINT_BASE_GZIP_H

#include <stddef.h>

#include "base/out.h"

/* Writes one gzip member.  It has no time in it, so that the same bytes are
   always packed alike. */
void gzip_write(struct out *out, const void *bytes, size_t size_bytes);

#endif
