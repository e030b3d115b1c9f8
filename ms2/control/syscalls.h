/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a system call may come to, for who has to do something before or after
   it. */
#ifndef MS2_CONTROL_SYSCALLS_H
#define MS2_CONTROL_SYSCALLS_H

#include "pub_tool_basics.h"

/* The program may wait for long.  Most reads and writes do not, but ms2_writer
   limits how often anything comes of this. */
Bool ms2_syscalls_may_sleep(UInt syscall);

/* The core may read the debug information of an object: its code is mapped, or
   may be executed from then on. */
Bool ms2_syscalls_may_load(UInt syscall);

/* Behind it the program's files may have other names, or may not be read. */
Bool ms2_syscalls_may_lose_files(UInt syscall);

#endif
