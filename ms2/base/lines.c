/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of limited size, written line by line. */
#include "base/lines.h"

void ms2_lines_add(Ms2Lines *lines, const HChar *line)
{
   UInt length = ms2_host_strlen(line);

   if (lines->length + length < lines->n_bytes) {
      ms2_host_memcpy(lines->text + lines->length, line, length + 1);
      lines->length += length;
   }
}
