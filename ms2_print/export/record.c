/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of an ms2 file. */
#include "export/record.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ms2_format.h"
#include "base/out.h"

static bool is_letter(char letter)
{
   switch (letter) {
#define ROW(name, letter, least, fields) case letter:
      MS2_FORMAT_RECORDS(ROW)
#undef ROW
      return true;
   default: return false;
   }
}

void record_version(struct out *out)
{
   char line[sizeof MS2_FORMAT_MAGIC + 24];

   out_raw(out, line,
           (size_t)snprintf(line, sizeof line, MS2_FORMAT_MAGIC "%d.%d\n",
                            MS2_FORMAT_MAJOR, MS2_FORMAT_MINOR));
}

void record_begin(struct out *out, char letter)
{
   assert(is_letter(letter));
   out_raw(out, &letter, 1);
}

void record_number(struct out *out, uint64_t n)
{
   char field[24];

   out_raw(out, field, (size_t)snprintf(field, sizeof field, " %" PRIu64, n));
}

void record_numbers(struct out *out, const uint64_t *n, size_t count)
{
   for (size_t i = 0; i < count; i++)
      record_number(out, n[i]);
}

void record_usage(struct out *out, struct usage u)
{
   record_number(out, u.bytes);
   record_number(out, u.blocks);
}

void record_hex(struct out *out, uint64_t n)
{
   char field[24];

   out_raw(out, field, (size_t)snprintf(field, sizeof field, " %" PRIx64, n));
}

void record_word(struct out *out, const char *word)
{
   out_raw(out, " ", 1);
   out_raw(out, word, strlen(word));
}

static bool is_escaped(char c)
{
   return (unsigned char)c < 0x20 || c == 0x7f || c == '\\';
}

void record_text(struct out *out, const char *text)
{
   out_raw(out, " ", 1);
   while (*text) {
      size_t n = 0;
      char escape[8];

      while (text[n] && !is_escaped(text[n]))
         n++;
      out_raw(out, text, n);
      text += n;
      if (*text)
         out_raw(out, escape,
                 (size_t)snprintf(escape, sizeof escape, "\\x%02x",
                                  (unsigned)(unsigned char)*text++));
   }
}

void record_end(struct out *out)
{
   out_raw(out, "\n", 1);
}
