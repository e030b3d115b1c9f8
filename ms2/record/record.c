/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of the profile. */
#include "record/record.h"

#include "record/text.h"

#include "pub_tool_libcprint.h"

void ms2_record_begin(HChar letter)
{
   ms2_text_char(letter);
}

void ms2_record_number(ULong number)
{
   ms2_text_char(' ');
   ms2_text_decimal(number);
}

void ms2_record_usage(Ms2Usage usage)
{
   ms2_record_number(usage.bytes);
   ms2_record_number(usage.blocks);
}

void ms2_record_moment(const Ms2Moment *when)
{
   ms2_record_number(when->superblocks);
   ms2_record_number(when->ms);
   ms2_record_number(when->alloc_bytes);
   ms2_record_number(when->calls);
   ms2_record_number(when->instructions);
}

void ms2_record_hex(ULong number)
{
   ms2_text_char(' ');
   ms2_text_hex(number);
}

void ms2_record_text(const HChar *text)
{
   ms2_text_char(' ');
   ms2_text_escaped(text);
}

void ms2_record_end(void)
{
   ms2_text_char('\n');
}

void ms2_record_header(const HChar *key, const HChar *value)
{
   ms2_record_begin(MS2_RECORD_header);
   ms2_record_text(key);
   ms2_record_text(value);
   ms2_record_end();
}

void ms2_record_header_number(const HChar *key, ULong value)
{
   HChar digits[32];

   VG_(sprintf)(digits, "%llu", value);
   ms2_record_header(key, digits);
}
