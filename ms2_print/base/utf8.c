/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8, as far as the writers of text and JSON need it. */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* By the first byte: how many bytes a character has, and the least number
   that needs so many. */
static const struct {
   unsigned char mask, mark;
   size_t length;
   uint32_t least;
} forms[] = {
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
};

size_t utf8_decode(const char *s, uint32_t *code)
{
   const unsigned char *u = (const unsigned char *)s;

   for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
      uint32_t n = u[0] & (unsigned char)~forms[f].mask;

      if ((u[0] & forms[f].mask) != forms[f].mark)
         continue;
      /* The NUL at the end is no continuation, so this stops in time. */
      for (size_t i = 1; i < forms[f].length; i++) {
         if ((u[i] & 0xc0) != 0x80)
            return 0;
         n = n << 6 | (u[i] & 0x3f);
      }
      if (n < forms[f].least || n > 0x10ffff || (n >= 0xd800 && n < 0xe000))
         return 0;
      *code = n;
      return forms[f].length;
   }
   return 0;
}

bool utf8_is_valid(const char *s)
{
   uint32_t code;

   while (*s) {
      const size_t length = utf8_decode(s, &code);

      if (length == 0)
         return false;
      s += length;
   }
   return true;
}

void utf8_repair(const char *s, char *to)
{
   while (*s) {
      uint32_t code;
      const size_t length = utf8_decode(s, &code);

      if (length > 0) {
         memcpy(to, s, length);
         to += length;
         s += length;
      } else {
         to += sprintf(to, "\\x%02x", (unsigned char)*s++);
      }
   }
   *to = '\0';
}

size_t utf8_step(const char *s, bool *harmless)
{
   uint32_t code = 0;
   const size_t length = utf8_decode(s, &code);

   *harmless = length > 0 && !utf8_is_hostile(code);
   return length > 0 ? length : 1;
}

void utf8_tame(const char *s, char *to)
{
   while (*s) {
      bool harmless;
      const char *const end = s + utf8_step(s, &harmless);

      for (; s < end; s++) {
         if (harmless)
            *to++ = *s;
         else
            to += sprintf(to, "\\x%02x", (unsigned char)*s);
      }
   }
   *to = '\0';
}

bool utf8_is_hostile(uint32_t code)
{
   return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
          code == 0x200e || code == 0x200f ||
          (code >= 0x2028 && code <= 0x202e) ||
          (code >= 0x2066 && code <= 0x2069);
}

struct range {
   uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t n, uint32_t code)
{
   for (size_t i = 0; i < n; i++) {
      if (code >= ranges[i].first && code <= ranges[i].last)
         return true;
   }
   return false;
}

size_t utf8_columns(uint32_t code)
{
   /* The blocks of Unicode that terminals agree on, not every character. */
   static const struct range wide[] = {
       {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
       {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
       {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
       {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
   };
   static const struct range none[] = {
       {0x300, 0x36f},   {0x200b, 0x200d}, {0x20d0, 0x20ff},
       {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
   };

   if (code < 0x300)
      return 1;
   if (is_in(none, sizeof none / sizeof none[0], code))
      return 0;
   return is_in(wide, sizeof wide / sizeof wide[0], code) ? 2 : 1;
}
