/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for XML. */
#ifndef MS2_PRINT_BASE_XML_H
#define MS2_PRINT_BASE_XML_H

#include "base/out.h"

/* As it is. */
void xml_raw(struct out *out, const char *text);

/* Escaped, fit for an element or an attribute in double quotes.  Control
   characters but the line's end, characters that reverse the writing direction
   and bytes that are no UTF-8 come out as the text \xHH. */
void xml_text(struct out *out, const char *text);

#endif
