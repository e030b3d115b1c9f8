/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields of a line of ms2's format.  Each function reads the blank in front of
   its field and the field, and moves `at` behind it; false, and the fault is
   noted, if it is not there. */
#ifndef MS2_PRINT_READ_FIELD_H
#define MS2_PRINT_READ_FIELD_H

#include "read/format.h"

/* Is the line read to its end? */
bool field_at_end(const struct reader *r);

/* The blank alone. */
bool field_blank(struct reader *r);

bool field_number(struct reader *r, uint64_t *n);

/* n numbers in a row, fast. */
bool field_numbers(struct reader *r, uint64_t *to, size_t n);

/* Bytes and blocks. */
bool field_usage(struct reader *r, struct usage *u);

bool field_hex(struct reader *r, uint64_t *n);

/* The text that runs to the end of the line, its escapes resolved in place.  A
   NUL in it would end a C string early, and no name has one. */
bool field_text(struct reader *r, char **start, size_t *length);

/* Is the word of this length the wanted one? */
bool field_word_is(const char *word, size_t length, const char *wanted);

#endif
