/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for XML. */
#include "base/xml.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/utf8.h"

void xml_raw(struct out *out, const char *text)
{
   out_raw(out, text, strlen(text));
}

static void put_char(struct out *out, char c)
{
   switch (c) {
   case '<': xml_raw(out, "&lt;"); break;
   case '>': xml_raw(out, "&gt;"); break;
   case '&': xml_raw(out, "&amp;"); break;
   case '"': xml_raw(out, "&quot;"); break;
   case '\n': out_raw(out, &c, 1); break;
   default:
      if ((unsigned char)c < 0x20 || c == 0x7f)
         c = '?';
      out_raw(out, &c, 1);
   }
}

void xml_text(struct out *out, const char *text)
{
   char *valid = malloc(4 * strlen(text) + 1);

   if (!valid)
      die("out of memory");
   utf8_repair(text, valid);
   for (const char *c = valid; *c; c++)
      put_char(out, *c);
   free(valid);
}
