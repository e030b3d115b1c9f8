/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of what is used. */
#ifndef MS2_RECORD_FACT_USE_H
#define MS2_RECORD_FACT_USE_H

#include "record/fact_kind.h"

extern const Ms2FactKind ms2_fact_use;

/* Between two events, often: takes a snapshot with what is in use, if that is
   due. */
void ms2_fact_use_look(void);

/* The last snapshot is to have it in any case. */
void ms2_fact_use_look_at_end(void);

#endif
