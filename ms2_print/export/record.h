/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of an ms2 file, written: one function for each record of
   include/ms2_format.h, with a parameter for each of its fields, in their
   order:

      record_put_delta(out, 7, 100, 1, 0, 0);     ->     d 7 100 1 0 0

   They are made from the list: a field that is forgotten, or one too many,
   does not compile. */
#ifndef MS2_PRINT_EXPORT_RECORD_H
#define MS2_PRINT_EXPORT_RECORD_H

#include <stdint.h>

#include "ms2_format.h"

struct out;

/* A parameter, by the type of its field. */
#define RECORD_PARAMETER_number uint64_t
#define RECORD_PARAMETER_hex uint64_t
#define RECORD_PARAMETER_word const char *
#define RECORD_PARAMETER_text const char *
#define RECORD_PARAMETER(name, type, role, unit) , RECORD_PARAMETER_##type name

#define RECORD_PUT(name, letter, kind) \
   void record_put_##name(struct out *out MS2_FIELDS_##name(RECORD_PARAMETER));
MS2_FORMAT_RECORDS(RECORD_PUT)
#undef RECORD_PUT

/* What is in one hand here, and several fields there. */
#define RECORD_USAGE(u) (u).bytes, (u).blocks
#define RECORD_MOMENT(m)                                          \
   (m).on[AXIS_SUPERBLOCKS], (m).on[AXIS_MS], (m).on[AXIS_BYTES], \
       (m).on[AXIS_CALLS], (m).on[AXIS_INSTRUCTIONS]

/* The first line. */
void record_put_version(struct out *out);

#endif
