/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what the running thread allocates is recorded: --heap, MS2_PAUSE of
   include/ms2.h, --toggle-collect. */
#ifndef MS2_MODEL_COLLECT_H
#define MS2_MODEL_COLLECT_H

#include "base/basics.h"

/* Read at each allocation.  What was recorded and is freed is always noted,
   so that the numbers stay those of real blocks. */
extern Bool ms2_collect_on;

void ms2_collect_init(void);

/* Another thread runs. */
void ms2_collect_switch(ThreadId tid);

/* These nest, and hold for all threads.  ms2_collect_resume returns False
   where nothing is paused. */
void ms2_collect_pause(void);
Bool ms2_collect_resume(void);

/* From now on only threads that are inside a function are recorded; entries
   nest.  The thread that runs enters and leaves. */
void ms2_collect_need_function(void);
void ms2_collect_enter(ThreadId tid);
void ms2_collect_leave(ThreadId tid);

#endif
