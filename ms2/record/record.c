/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of the profile, made from the list of records. */
#include "record/record.h"

#include "record/text.h"

/* One function a type of field. */

static void put_number(ULong number)
{
   ms2_text_char(' ');
   ms2_text_decimal(number);
}

static void put_hex(ULong number)
{
   ms2_text_char(' ');
   ms2_text_hex(number);
}

static void put_text(const HChar *text)
{
   ms2_text_char(' ');
   ms2_text_escaped(text);
}

static void put_word(const HChar *word)
{
   put_text(word);
}

/* One function a record. */

#define PUT(name, type, role, unit) put_##type(name);
#define RECORD(name, letter, kind)                                         \
   void ms2_record_##name(MS2_BUT_FIRST(MS2_FIELDS_##name(MS2_PARAMETER))) \
   {                                                                       \
      ms2_text_char(letter);                                               \
      MS2_FIELDS_##name(PUT) ms2_text_char('\n');                          \
   }
MS2_FORMAT_RECORDS(RECORD)
#undef RECORD
#undef PUT

void ms2_record_version(void)
{
   ms2_text_escaped(MS2_FORMAT_MAGIC);
   ms2_text_decimal(MS2_FORMAT_MAJOR);
   ms2_text_char('.');
   ms2_text_decimal(MS2_FORMAT_MINOR);
   ms2_text_char('\n');
}

void ms2_record_header_number(const HChar *key, ULong value)
{
   HChar digits[32];

   ms2_host_format(digits, sizeof digits, "%llu", value);
   ms2_record_header(key, digits);
}
