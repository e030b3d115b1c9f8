/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of limited size, written line by line. */
#ifndef MS2_BASE_LINES_H
#define MS2_BASE_LINES_H

#include "base/host.h"

/* Room for the longest line but for names, which are cut to fit. */
#define MS2_LINE_BYTES 512

typedef struct {
   HChar *text;  /* the caller's, n_bytes of it; ends with a 0 */
   UInt n_bytes; /* not 0 */
   UInt length;
} Ms2Lines;

/* Appends a line as a whole or not at all. */
void ms2_lines_add(Ms2Lines *lines, const HChar *line);

#endif
