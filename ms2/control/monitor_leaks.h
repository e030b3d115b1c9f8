/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command to a running program about what piles up.

   It looks at all blocks that live, and judges each call stack by when these
   were born, as ms2_print judges a run by its end. */
#ifndef MS2_CONTROL_MONITOR_LEAKS_H
#define MS2_CONTROL_MONITOR_LEAKS_H

#include "base/basics.h"

/* With the text behind its name. */
void ms2_monitor_leaks(const HChar *count);

#endif
