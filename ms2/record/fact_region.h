/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of regions: g v z. */
#ifndef MS2_RECORD_FACT_REGION_H
#define MS2_RECORD_FACT_REGION_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_region;

#endif
