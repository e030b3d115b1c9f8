/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the reader of ms2's format: one function a record,
   ms2_read_NAME, for ms2.c's table.  The fields are read: `at` stands behind
   the last one that is known.  Those of the heap's course are in ms2.c, those
   of the facts beside it in ms2_facts.c; a record that the list has and neither
   of them does not link. */
#ifndef MS2_PRINT_READ_MS2_H
#define MS2_PRINT_READ_MS2_H

#include "read/format.h"
#include "model/records.h"

#define READ(name, letter, kind) \
   bool ms2_read_##name(struct reader *r, const struct record_##name *f);
MS2_FORMAT_RECORDS(READ)
#undef READ

/* What several fields are in one hand here. */
#define READ_MOMENT(f)                                            \
   ((struct moment){.on = {[AXIS_SUPERBLOCKS] = (f)->superblocks, \
                           [AXIS_MS] = (f)->ms,                   \
                           [AXIS_BYTES] = (f)->alloc_bytes,       \
                           [AXIS_CALLS] = (f)->calls,             \
                           [AXIS_INSTRUCTIONS] = (f)->instructions}})

#endif
