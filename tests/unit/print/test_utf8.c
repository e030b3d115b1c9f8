/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8 and what is none. */
#include "base/utf8.h"

#include "tap.h"

static void test_valid(const char *s, size_t length, uint32_t code)
{
   uint32_t found = 0;

   tap_is_u64(utf8_decode(s, &found), length, "its length");
   tap_is_u64(found, code, "its number");
}

static void test_invalid(const char *s, const char *what)
{
   uint32_t found;

   tap_is_u64(utf8_decode(s, &found), 0, what);
}

int main(void)
{
   test_valid("a", 1, 'a');
   test_valid("\xc3\xa4", 2, 0xe4);
   test_valid("\xe2\x82\xac", 3, 0x20ac);
   test_valid("\xf0\x9f\x98\x80", 4, 0x1f600);
   test_valid("\xf4\x8f\xbf\xbf", 4, 0x10ffff);
   test_invalid("\x80", "a continuation alone");
   test_invalid("\xc3", "a character cut short");
   test_invalid("\xe2\x82", "three bytes cut short");
   test_invalid("\xc3x", "a start without its continuation");
   test_invalid("\xc0\xaf", "an overlong form");
   test_invalid("\xe0\x80\xaf", "a longer overlong form");
   test_invalid("\xed\xa0\x80", "a surrogate");
   test_invalid("\xf4\x90\x80\x80", "above the last character");
   test_invalid("\xff", "no start at all");
   tap_ok(utf8_is_hostile(0x1b), "escape is hostile");
   tap_ok(utf8_is_hostile('\n'), "a newline is hostile");
   tap_ok(utf8_is_hostile(0x7f), "DEL is hostile");
   tap_ok(utf8_is_hostile(0x9b), "a C1 control is hostile");
   tap_ok(utf8_is_hostile(0x202e), "right-to-left override is hostile");
   tap_ok(!utf8_is_hostile(' '), "a blank is not");
   tap_ok(!utf8_is_hostile(0xe4), "a letter is not");
   tap_is_u64(utf8_columns('a'), 1, "a letter has one column");
   tap_is_u64(utf8_columns(0x4e2d), 2, "a Chinese character has two");
   tap_is_u64(utf8_columns(0x301), 0, "a combining accent has none");
   return tap_done();
}
