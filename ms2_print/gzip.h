/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes packed as gzip does. */
#ifndef GZIP_H
#define GZIP_H

#include <stddef.h>

#include "out.h"

/* Writes one gzip member.  It has no time in it, so that the same bytes are
   always packed alike. */
void gzip_write(struct out *out, const void *bytes, size_t size_bytes);

#endif
