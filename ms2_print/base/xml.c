/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text for XML. */
#include "base/xml.h"

#include <stdio.h>
#include <string.h>

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
   default: out_raw(out, &c, 1);
   }
}

static void put_hex(struct out *out, char c)
{
   char text[8];

   snprintf(text, sizeof text, "\\x%02x", (unsigned char)c);
   xml_raw(out, text);
}

void xml_text(struct out *out, const char *text)
{
   while (*text) {
      bool harmless;
      const char *const end = text + utf8_step(text, &harmless);

      for (; text < end; text++) {
         if (harmless || *text == '\n')
            put_char(out, *text);
         else
            put_hex(out, *text);
      }
   }
}
