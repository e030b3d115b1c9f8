/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UTF-8, as far as the writers of text and JSON need it. */
#ifndef MS2_PRINT_BASE_UTF8_H
#define MS2_PRINT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at the start of `s` (NUL-terminated, not empty), its
   number in *code; 0 where no valid character begins: overlong forms,
   surrogates and numbers above 0x10ffff are not valid. */
size_t utf8_decode(const char *s, uint32_t *code);

bool utf8_is_valid(const char *s);

/* Copies `s`; bytes that belong to no valid character come out as the text
   \\xHH.  `to` holds 4 * strlen(s) + 1 bytes. */
void utf8_repair(const char *s, char *to);

/* The same, and hostile characters as well come out as \\xHH, byte by byte. */
void utf8_tame(const char *s, char *to);

/* Bytes of the character at the start of `s` (not empty), a single one where
   none begins there.  *harmless: it is a character, and not a hostile one. */
size_t utf8_step(const char *s, bool *harmless);

/* Could steer a terminal: a control character, a line end, or a mark that
   changes the direction of writing. */
bool utf8_is_hostile(uint32_t code);

/* Columns it takes on a terminal: 2 for East Asian wide characters and
   pictures, 0 for combining marks, else 1. */
size_t utf8_columns(uint32_t code);

#endif
