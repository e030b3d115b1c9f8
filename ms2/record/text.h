/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A buffer of text on its way to the profile: numbers and escaped texts are
   appended, full buffers go to the file by themselves. */
#ifndef MS2_RECORD_TEXT_H
#define MS2_RECORD_TEXT_H

#include "base/basics.h"

void ms2_text_char(HChar c);
void ms2_text_decimal(ULong number);
void ms2_text_hex(ULong number);

/* A text field: control characters, DEL and backslashes become \xHH. */
void ms2_text_escaped(const HChar *text);

/* Hands everything to the file. */
void ms2_text_flush(void);

/* Forgets what is buffered: in a forked child, it is the parent's. */
void ms2_text_drop(void);

Bool ms2_text_is_empty(void);

/* Bytes that are not in the file yet. */
SizeT ms2_text_n_bytes(void);

/* True if the buffer should be handed to the file at the next good moment,
   before it fills and goes by itself. */
Bool ms2_text_is_half_full(void);

#endif
