/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address space that the program asked for and did not get. */
#ifndef MS2_CONTROL_REFUSALS_H
#define MS2_CONTROL_REFUSALS_H

#include "pub_tool_basics.h"

/* After a system call: notes what it was refused. */
void ms2_refusals_after_syscall(UInt syscall, const UWord *args, SysRes result);

/* The most bytes that were refused at once, to a mapping or to malloc; not what
   no machine would give.  0: nothing was. */
ULong ms2_refusals_bytes(void);

/* The limit on the address space that the process has (ulimit -v), or 0. */
ULong ms2_refusals_limit(void);

#endif
