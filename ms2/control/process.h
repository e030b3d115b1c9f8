/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of the process: slices of running, system calls that may sleep,
   fork, exec, exit. */
#ifndef MS2_CONTROL_PROCESS_H
#define MS2_CONTROL_PROCESS_H

#include "pub_tool_basics.h"

/* Registers the callbacks with the core. */
void ms2_process_register(void);

/* The core's fini: ends the profile and says where it is. */
void ms2_process_end(Int exit_code);

#endif
