/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of the profile: a letter of include/ms2_format.h, then its fields.

      ms2_record_begin('d'); ms2_record_number(7); ... ms2_record_end(); */
#ifndef MS2_RECORD_RECORD_H
#define MS2_RECORD_RECORD_H

#include "base/basics.h"

#include "ms2_format.h"

/* The letters of the records, from the contract: MS2_RECORD_delta is 'd'. */
enum {
#define MS2_RECORD_LETTER(name, letter, n_fields, fields) \
   MS2_RECORD_##name = letter,
   MS2_FORMAT_RECORDS(MS2_RECORD_LETTER)
#undef MS2_RECORD_LETTER
};

/* The numbers of the series, likewise: MS2_SERIES_stacks. */
enum {
#define MS2_SERIES_NUMBER(name, number, what) MS2_SERIES_##name = number,
   MS2_FORMAT_SERIES(MS2_SERIES_NUMBER)
#undef MS2_SERIES_NUMBER
};

void ms2_record_begin(HChar letter);
void ms2_record_number(ULong number);
void ms2_record_usage(Ms2Usage usage);         /* bytes, blocks */
void ms2_record_moment(const Ms2Moment *when); /* the five clocks */
void ms2_record_hex(ULong number);
void ms2_record_text(const HChar *text); /* the last field */
void ms2_record_end(void);

/* A whole record 'h'. */
void ms2_record_header(const HChar *key, const HChar *value);
void ms2_record_header_number(const HChar *key, ULong value);

#endif
