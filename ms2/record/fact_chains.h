/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of growth by realloc: r. */
#ifndef MS2_RECORD_FACT_CHAINS_H
#define MS2_RECORD_FACT_CHAINS_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_chains;

#endif
