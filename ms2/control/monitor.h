/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands to a running program, from gdb or vgdb: one table. */
#ifndef MS2_CONTROL_MONITOR_H
#define MS2_CONTROL_MONITOR_H

#include "base/basics.h"

/* Carries out a command; what it says goes to whoever asked.  False: it is
   none of ms2's, and Valgrind goes on looking. */
Bool ms2_monitor_handle(const HChar *command);

#endif
