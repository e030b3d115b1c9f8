/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The record of how long the process waited for something else than a
   processor. */
#ifndef MS2_RECORD_FACT_WAITED_H
#define MS2_RECORD_FACT_WAITED_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_waited;

#endif
