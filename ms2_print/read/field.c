/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the fields of a line. */
#include "read/field.h"

#include <string.h>

bool field_at_end(const struct reader *r)
{
   return r->at == r->line.text + r->line.length;
}

/* The blank in front of a field. */
bool field_blank(struct reader *r)
{
   if (field_at_end(r))
      return reader_expected(r, "one more field");
   if (*r->at != ' ')
      return reader_expected(r, "a blank");
   r->at++;
   return true;
}

bool field_number_slowly(struct reader *r, uint64_t *n)
{
   return field_blank(r) && reader_number(r, n);
}

static int hex_digit(char c)
{
   if (c >= '0' && c <= '9')
      return c - '0';
   return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool field_hex(struct reader *r, uint64_t *n)
{
   if (!field_blank(r))
      return false;
   *n = 0;
   const char *s;
   for (s = r->at; hex_digit(*s) >= 0; s++) {
      if (*n >> 60)
         return reader_expected(r, "a hexadecimal number below 2^64");
      *n = *n << 4 | (uint64_t)hex_digit(*s);
   }
   if (s == r->at)
      return reader_expected(r, "a hexadecimal number");
   r->at = s;
   return true;
}

/* Replaces each \xHH by its byte, in place. */
static bool unescape(struct reader *r, char *text, size_t *length)
{
   char *to = memchr(text, '\\', *length);
   const char *end = text + *length;

   if (!to)
      return true;
   for (const char *from = to; from < end; from++) {
      if (*from != '\\') {
         *to++ = *from;
      } else if (end - from >= 4 && from[1] == 'x' && hex_digit(from[2]) >= 0 &&
                 hex_digit(from[3]) >= 0) {
         *to++ = (char)(hex_digit(from[2]) << 4 | hex_digit(from[3]));
         from += 3;
      } else {
         r->at = from;
         return reader_expected(r, "a byte as \\xHH");
      }
   }
   *to = '\0';
   *length = (size_t)(to - text);
   return true;
}

bool field_word(struct reader *r, struct record_text *word)
{
   if (!field_blank(r))
      return false;
   word->start = r->at;
   word->length = strcspn(r->at, " ");
   if (word->length == 0)
      return reader_expected(r, "a word");
   r->at += word->length;
   return true;
}

bool field_text(struct reader *r, struct record_text *text)
{
   if (!field_blank(r))
      return false;
   char *start = r->line.text + (r->at - r->line.text);
   size_t length = (size_t)(r->line.text + r->line.length - r->at);
   if (!unescape(r, start, &length))
      return false;
   if (memchr(start, '\0', length))
      return reader_expected(r, "a text without NUL bytes");
   r->line.length = (size_t)(start - r->line.text) + length;
   r->at = start + length;
   *text = (struct record_text){start, length};
   return true;
}

bool field_word_is(const struct record_text *word, const char *wanted)
{
   return strlen(wanted) == word->length &&
          memcmp(word->start, wanted, word->length) == 0;
}
