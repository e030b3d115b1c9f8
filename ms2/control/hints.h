/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stood between the user and a good profile, and the remedy: from facts,
   at the end of a run. */
#ifndef MS2_CONTROL_HINTS_H
#define MS2_CONTROL_HINTS_H

#include "base/basics.h"

/* Finds out which hints are true, and has them written to the file.  To be
   called before its end. */
void ms2_hints_find(void);

/* Says them on standard error, each in one line. */
void ms2_hints_print(void);

/* True if the recorder saw no allocation at all, not even a failed one. */
Bool ms2_hints_saw_nothing(void);

/* True if one of the hints that were found says why. */
Bool ms2_hints_explain_nothing(void);

#endif
