/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls of the client that map and unmap pages.

   Pages that madvise gives back have no memory from then on.  That they are
   touched again is no system call, so it is looked for: now and then, and when
   somebody asks for the numbers.

   The client's only: what Valgrind and ms2 map for themselves, and the memory
   of blocks that ms2 hands out, comes from no system call of the client. */
#ifndef MS2_CAPTURE_MMAP_H
#define MS2_CAPTURE_MMAP_H

#include "base/basics.h"

#include "pub_tool_basics.h"

void ms2_mmap_init(void);

/* A system call of the client has returned; most are none of this module's. */
void ms2_mmap_after_syscall(ThreadId tid, UInt syscall, const UWord *args,
                            SysRes result);

/* A thread begins on its stack, or ends: what of the stack has memory then is
   left.  The C library gives it to another thread, or unmaps it, once somebody
   has joined the thread. */
void ms2_mmap_start_thread(ThreadId tid);
void ms2_mmap_end_thread(ThreadId tid);

/* What was given back and has memory again counts again: looks now, or if it
   is time to. */
void ms2_mmap_look(ULong superblocks);
void ms2_mmap_start_slice(ULong superblocks);

#endif
