/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of an ms2 file as structs, made from include/ms2_format.h:
   struct record_delta has a member for each field of the record `delta`. */
#ifndef MS2_PRINT_MODEL_RECORDS_H
#define MS2_PRINT_MODEL_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "ms2_format.h"

/* A word or a text as it lies in a line.  Behind a text is a NUL. */
struct record_text {
   const char *start;
   size_t length;
};

/* Members, by the types of fields. */
#define RECORD_MEMBER_number uint64_t
#define RECORD_MEMBER_hex uint64_t
#define RECORD_MEMBER_word struct record_text
#define RECORD_MEMBER_text struct record_text
#define RECORD_MEMBER(name, type, role, unit) RECORD_MEMBER_##type name;

#define RECORD_STRUCT(name, letter, kind) \
   struct record_##name {                 \
      MS2_FIELDS_##name(RECORD_MEMBER)    \
   };
MS2_FORMAT_RECORDS(RECORD_STRUCT)
#undef RECORD_STRUCT

/* RECORD_LETTER_delta is 'd'. */
enum {
#define RECORD_LETTER(name, letter, kind) RECORD_LETTER_##name = letter,
   MS2_FORMAT_RECORDS(RECORD_LETTER)
#undef RECORD_LETTER
};

#endif
