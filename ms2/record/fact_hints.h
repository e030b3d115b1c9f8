/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hints in the file: header records that may stand anywhere. */
#ifndef MS2_RECORD_FACT_HINTS_H
#define MS2_RECORD_FACT_HINTS_H

#include "record/fact_kind.h"

/* A word of MS2_FORMAT_HINTS is true from now on; it lives for good.  It goes
   to the file with the last flush. */
void ms2_fact_hints_add(const HChar *word);

Bool ms2_fact_hints_has(const HChar *word);

/* One more run of a program that nobody records. */
void ms2_fact_hints_add_program(const HChar *path);

/* How many different ones there are, and the path of one. */
UInt ms2_fact_hints_n_programs(void);
const HChar *ms2_fact_hints_program(UInt i);

extern const Ms2FactKind ms2_fact_hints;

#endif
