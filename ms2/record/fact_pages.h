/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of mapped pages, and the peaks of these and of the sum. */
#ifndef MS2_RECORD_FACT_PAGES_H
#define MS2_RECORD_FACT_PAGES_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_pages;

#endif
