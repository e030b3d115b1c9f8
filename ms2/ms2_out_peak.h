/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of the heap's peak: p P. */
#ifndef MS2_OUT_PEAK_H
#define MS2_OUT_PEAK_H

#include "ms2_facts.h"

extern const Ms2Facts ms2_out_peak;

#endif
