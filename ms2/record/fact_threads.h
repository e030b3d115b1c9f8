/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of threads: t w T u. */
#ifndef MS2_RECORD_FACT_THREADS_H
#define MS2_RECORD_FACT_THREADS_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_threads;

#endif
