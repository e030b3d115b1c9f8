/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the run as a whole, for the profile's header. */
#ifndef MS2_CONTROL_RUN_H
#define MS2_CONTROL_RUN_H

#include "record/run.h"

/* At the start, when the options are read.  The process that starts a run makes
   up its id, and traced children get it with the core's options. */
const Ms2Run *ms2_run_start(void);

/* In a forked child. */
const Ms2Run *ms2_run_forked(void);

#endif
