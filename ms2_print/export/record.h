/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of an ms2 file, written field by field; see ms2-format(5).

   A record is begun, gets its fields in their order, and is ended. */
#ifndef MS2_PRINT_EXPORT_RECORD_H
#define MS2_PRINT_EXPORT_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "model/deltas.h"

struct out;

/* The first line. */
void record_version(struct out *out);

/* The letter is one of the format's. */
void record_begin(struct out *out, char letter);
void record_number(struct out *out, uint64_t n);
void record_numbers(struct out *out, const uint64_t *n, size_t count);
void record_usage(struct out *out, struct usage u);
void record_hex(struct out *out, uint64_t n);

/* A word without blanks. */
void record_word(struct out *out, const char *word);

/* The last field: escaped. */
void record_text(struct out *out, const char *text);
void record_end(struct out *out);

#endif
