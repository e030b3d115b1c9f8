/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that threads give to themselves and to each other.

   pthread_setname_np is prctl(PR_SET_NAME) for the calling thread, and for
   another one a write to /proc/self/task/LWP/comm; both are seen here as the
   system calls they are, whoever makes them. */
#ifndef MS2_CAPTURE_THREAD_NAMES_H
#define MS2_CAPTURE_THREAD_NAMES_H

#include "base/basics.h"

/* A system call of a thread has succeeded with this result. */
void ms2_thread_names_after_syscall(ThreadId tid, UInt syscall,
                                    const UWord *args, UWord result);

#endif
