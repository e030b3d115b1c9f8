/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A buffer of text on its way to the profile. */
#include "record/text.h"

#include "record/file.h"

/* Snapshots are some hundred bytes to some ten thousand: one write, and one
   peak with it, for many. */
#define BUFFER_BYTES (256 * 1024)

/* The longest number: 20 digits. */
#define MAX_DIGITS 20

static struct {
   HChar bytes[BUFFER_BYTES];
   SizeT n;
} text;

void ms2_text_flush(void)
{
   ms2_file_write(text.bytes, text.n);
   text.n = 0;
}

void ms2_text_drop(void)
{
   text.n = 0;
}

Bool ms2_text_is_empty(void)
{
   return text.n == 0;
}

SizeT ms2_text_n_bytes(void)
{
   return text.n;
}

Bool ms2_text_is_half_full(void)
{
   return text.n >= BUFFER_BYTES / 2;
}

void ms2_text_char(HChar c)
{
   if (text.n == BUFFER_BYTES)
      ms2_text_flush();
   text.bytes[text.n++] = c;
}

static void put_number(ULong number, UInt base)
{
   HChar digits[MAX_DIGITS];
   UInt n = 0;

   do {
      digits[n++] = "0123456789abcdef"[number % base];
      number /= base;
   } while (number > 0);
   while (n > 0)
      ms2_text_char(digits[--n]);
}

/* Two calls, so that the compiler divides by constants. */
void ms2_text_decimal(ULong number)
{
   put_number(number, 10);
}

void ms2_text_hex(ULong number)
{
   put_number(number, 16);
}

void ms2_text_escaped(const HChar *from)
{
   for (; *from != '\0'; from++) {
      UChar c = *from;
      if (c >= ' ' && c != 0x7f && c != '\\') {
         ms2_text_char(c);
         continue;
      }
      ms2_text_char('\\');
      ms2_text_char('x');
      ms2_text_char("0123456789abcdef"[c >> 4]);
      ms2_text_char("0123456789abcdef"[c & 15]);
   }
}
