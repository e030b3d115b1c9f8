/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of growth by realloc: r. */
#ifndef MS2_OUT_CHAINS_H
#define MS2_OUT_CHAINS_H

#include "ms2_facts.h"

extern const Ms2Facts ms2_out_chains;

#endif
