/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of the profile: one function for each record of include/ms2_format.h,
   with a parameter for each of its fields, in their order:

      ms2_record_delta(7, 100, 1, 0, 0);     ->     d 7 100 1 0 0

   They are made from the list: a field that is forgotten, or one too many,
   does not compile. */
#ifndef MS2_RECORD_RECORD_H
#define MS2_RECORD_RECORD_H

#include "base/basics.h"

#include "ms2_format.h"

/* The numbers of the series: MS2_SERIES_stacks. */
enum {
#define MS2_SERIES_NUMBER(name, number, what) MS2_SERIES_##name = number,
   MS2_FORMAT_SERIES(MS2_SERIES_NUMBER)
#undef MS2_SERIES_NUMBER
};

/* The type of a parameter, by that of the field. */
typedef ULong Ms2Field_number;
typedef ULong Ms2Field_hex;
typedef const HChar *Ms2Field_word;
typedef const HChar *Ms2Field_text;

/* A parameter has a comma in front, so the first one has to go. */
#define MS2_PARAMETER(name, type, role, unit) , Ms2Field_##type name
#define MS2_BUT_FIRST(...) MS2_BUT_FIRST_OF(__VA_ARGS__)
#define MS2_BUT_FIRST_OF(first, ...) __VA_ARGS__

#define MS2_RECORD(name, letter, kind) \
   void ms2_record_##name(MS2_BUT_FIRST(MS2_FIELDS_##name(MS2_PARAMETER)));
MS2_FORMAT_RECORDS(MS2_RECORD)
#undef MS2_RECORD

/* What is in one hand here, and several fields there. */
#define MS2_USAGE_FIELDS(usage) (usage).bytes, (usage).blocks
#define MS2_MOMENT_FIELDS(moment)                                           \
   (moment).superblocks, (moment).ms, (moment).alloc_bytes, (moment).calls, \
       (moment).instructions

/* The first line. */
void ms2_record_version(void);

void ms2_record_header_number(const HChar *key, ULong value);

#endif
