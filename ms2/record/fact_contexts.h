/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of what is known about each context beside its usage: c. */
#ifndef MS2_RECORD_FACT_CONTEXTS_H
#define MS2_RECORD_FACT_CONTEXTS_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_contexts;

#endif
