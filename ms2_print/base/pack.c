/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packing: bytes are gathered, deflated, and spelled in base64.

      pack_number, pack_text -> raw[] -> deflate -> spell -> out            */
#include "base/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/die.h"
#include "base/utf8.h"

#define RAW_BYTES 65536
#define LONGEST_NUMBER 10
#define LONGEST_GLYPH 16 /* a character of 4 bytes as \xHH */

/* The default of 6 takes three times as long as this and saves a tenth. */
#define LEVEL 4

struct pack {
   struct out *out;
   z_stream z;
   unsigned char raw[RAW_BYTES];
   size_t n_raw;
   unsigned char rest[3]; /* fewer than three bytes wait for the next */
   size_t n_rest;
};

struct pack *pack_begin(struct out *out)
{
   struct pack *p = calloc(1, sizeof *p);

   if (!p || deflateInit(&p->z, LEVEL) != Z_OK)
      die("out of memory");
   p->out = out;
   return p;
}

/* Up to three bytes as four characters. */
static void spell_group(const unsigned char *from, size_t n, char *to)
{
   static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789+/";
   const unsigned bits = (unsigned)from[0] << 16 |
                         (n > 1 ? (unsigned)from[1] << 8 : 0) |
                         (n > 2 ? (unsigned)from[2] : 0);

   to[0] = digits[bits >> 18];
   to[1] = digits[bits >> 12 & 63];
   to[2] = n > 1 ? digits[bits >> 6 & 63] : '=';
   to[3] = n > 2 ? digits[bits & 63] : '=';
}

static void spell(struct pack *p, const unsigned char *from, size_t n)
{
   char text[4096];
   size_t n_text = 0;

   for (size_t i = 0; i < n; i++) {
      p->rest[p->n_rest++] = from[i];
      if (p->n_rest < 3)
         continue;
      spell_group(p->rest, 3, text + n_text);
      n_text += 4;
      p->n_rest = 0;
      if (n_text == sizeof text) {
         out_raw(p->out, text, n_text);
         n_text = 0;
      }
   }
   out_raw(p->out, text, n_text);
}

static void squeeze(struct pack *p, int flush)
{
   p->z.next_in = p->raw;
   p->z.avail_in = (uInt)p->n_raw;
   unsigned char deflated[16384];
   do {
      p->z.next_out = deflated;
      p->z.avail_out = sizeof deflated;
      deflate(&p->z, flush);
      spell(p, deflated, sizeof deflated - p->z.avail_out);
   } while (p->z.avail_out == 0);
   p->n_raw = 0;
}

static void make_room(struct pack *p, size_t size_bytes)
{
   if (p->n_raw + size_bytes > sizeof p->raw)
      squeeze(p, Z_NO_FLUSH);
}

void pack_number(struct pack *p, uint64_t n)
{
   make_room(p, LONGEST_NUMBER);
   for (; n >= 0x80; n >>= 7)
      p->raw[p->n_raw++] = (unsigned char)(n | 0x80);
   p->raw[p->n_raw++] = (unsigned char)n;
}

/* Writes the character at `s` as it is shown; returns its bytes there. */
static size_t show(const char *s, char *to, size_t *n_to)
{
   bool harmless;
   const size_t n_read = utf8_step(s, &harmless);

   *n_to = n_read;
   if (harmless || *s == '\t') {
      memcpy(to, s, n_read);
      return n_read;
   }
   for (size_t i = 0; i < n_read; i++)
      sprintf(to + 4 * i, "\\x%02x", (unsigned char)s[i]);
   *n_to = 4 * n_read;
   return n_read;
}

/* Twice the same walk: the length stands first, and most texts are short. */
static size_t shown_bytes(const char *s, size_t size_bytes)
{
   char glyph[LONGEST_GLYPH + 1];
   size_t sum = 0, n = 0;

   for (size_t i = 0; i < size_bytes; sum += n)
      i += show(s + i, glyph, &n);
   return sum;
}

void pack_text_of(struct pack *p, const char *s, size_t size_bytes)
{
   size_t n = 0;

   pack_number(p, shown_bytes(s, size_bytes));
   char glyph[LONGEST_GLYPH + 1];
   for (size_t i = 0; i < size_bytes;) {
      i += show(s + i, glyph, &n);
      make_room(p, n);
      memcpy(p->raw + p->n_raw, glyph, n);
      p->n_raw += n;
   }
}

void pack_text(struct pack *p, const char *s)
{
   pack_text_of(p, s, strlen(s));
}

void pack_end(struct pack *p)
{
   squeeze(p, Z_FINISH);
   if (p->n_rest > 0) {
      char text[4];
      spell_group(p->rest, p->n_rest, text);
      out_raw(p->out, text, sizeof text);
   }
   deflateEnd(&p->z);
   free(p);
}
