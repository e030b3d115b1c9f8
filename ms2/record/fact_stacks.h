/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of stacks: their peak, each thread's part of it and of the sum's
   peak, each thread's deepest point. */
#ifndef MS2_RECORD_FACT_STACKS_H
#define MS2_RECORD_FACT_STACKS_H

#include "record/fact_kind.h"

/* Writes nothing without --stacks=yes.  The part of the sum's peak that stacks
   have stands before the record of that peak: this kind comes before the one
   that writes it. */
extern const Ms2FactKind ms2_fact_stacks;

#endif
