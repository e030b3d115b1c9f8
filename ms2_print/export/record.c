/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of an ms2 file. */
#include "export/record.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/out.h"
#include "base/utf8.h"

void record_put_version(struct out *out)
{
   char line[sizeof MS2_FORMAT_MAGIC + 24];

   out_raw(out, line,
           (size_t)snprintf(line, sizeof line, MS2_FORMAT_MAGIC "%d.%d\n",
                            MS2_FORMAT_MAJOR, MS2_FORMAT_MINOR));
}

/* One function a type of field. */

static void put_number(struct out *out, uint64_t n)
{
   char field[24];

   out_raw(out, field, (size_t)snprintf(field, sizeof field, " %" PRIu64, n));
}

static void put_hex(struct out *out, uint64_t n)
{
   char field[24];

   out_raw(out, field, (size_t)snprintf(field, sizeof field, " %" PRIx64, n));
}

static void put_word(struct out *out, const char *word)
{
   out_raw(out, " ", 1);
   out_raw(out, word, strlen(word));
}

static void put_hex_byte(struct out *out, char c)
{
   char escape[8];

   out_raw(out, escape,
           (size_t)snprintf(escape, sizeof escape, "\\x%02x",
                            (unsigned)(unsigned char)c));
}

/* More is escaped than the format asks for, so that a terminal that shows the
   file is not steered by it. */
static void put_text(struct out *out, const char *text)
{
   out_raw(out, " ", 1);
   while (*text) {
      bool harmless;
      const size_t n = utf8_step(text, &harmless);

      if (harmless && *text != '\\') {
         out_raw(out, text, n);
      } else {
         for (size_t i = 0; i < n; i++)
            put_hex_byte(out, text[i]);
      }
      text += n;
   }
}

/* One function a record. */

#define FIELD(name, type, role, unit) put_##type(out, name);
#define RECORD(name, letter, kind)                                             \
   void record_put_##name(struct out *out MS2_FIELDS_##name(RECORD_PARAMETER)) \
   {                                                                           \
      out_raw(out, (const char[]){letter}, 1);                                 \
      MS2_FIELDS_##name(FIELD) out_raw(out, "\n", 1);                          \
   }
MS2_FORMAT_RECORDS(RECORD)
