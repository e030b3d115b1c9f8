/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of the heap's peak: p P. */
#ifndef MS2_RECORD_FACT_PEAK_H
#define MS2_RECORD_FACT_PEAK_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_peak;

#endif
