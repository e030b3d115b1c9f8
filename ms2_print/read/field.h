/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields of a line of ms2's format: one function a type of field.  Each reads
   the blank in front of its field and the field, and moves `at` behind it;
   false, and the fault is noted, if it is not there. */
#ifndef MS2_PRINT_READ_FIELD_H
#define MS2_PRINT_READ_FIELD_H

#include "read/format.h"
#include "model/records.h"

/* Is the line read to its end? */
bool field_at_end(const struct reader *r);

/* The blank alone. */
bool field_blank(struct reader *r);

/* What is long, and what is wrong. */
bool field_number_slowly(struct reader *r, uint64_t *n);

/* So many digits are below 2^64 in any case. */
#define FIELD_SAFE_DIGITS 19

/* In the header, since most of a file is read here: what is well-formed takes
   one short loop. */
static inline bool field_number(struct reader *r, uint64_t *n)
{
   const char *start = r->at + 1, *s = start;
   uint64_t value = 0;

   if (*r->at == ' ') {
      for (; *s >= '0' && *s <= '9'; s++)
         value = value * 10 + (uint64_t)(*s - '0');
   }
   if (s == start || s > start + FIELD_SAFE_DIGITS)
      return field_number_slowly(r, n);
   *n = value;
   r->at = s;
   return true;
}

bool field_hex(struct reader *r, uint64_t *n);

/* Up to the next blank; not empty. */
bool field_word(struct reader *r, struct record_text *word);

/* The text that runs to the end of the line, its escapes resolved in place.  A
   NUL in it would end a C string early, and no name has one. */
bool field_text(struct reader *r, struct record_text *text);

bool field_word_is(const struct record_text *word, const char *wanted);

#endif
