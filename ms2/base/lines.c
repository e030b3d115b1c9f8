/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of limited size, written line by line. */
#include "base/lines.h"

#include "pub_tool_libcbase.h"

void ms2_lines_add(Ms2Lines *lines, const HChar *line)
{
   UInt length = VG_(strlen)(line);

   if (lines->length + length < lines->n_bytes) {
      VG_(memcpy)(lines->text + lines->length, line, length + 1);
      lines->length += length;
   }
}
