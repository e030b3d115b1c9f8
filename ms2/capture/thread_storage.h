/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thread-local storage of all threads: a part of ms2_thread_memory, looked
   at and forgotten with it. */
#ifndef MS2_CAPTURE_THREAD_STORAGE_H
#define MS2_CAPTURE_THREAD_STORAGE_H

#include "base/ranges.h"
#include "owners/root_table.h"

/* Needs ms2_object_data. */
void ms2_thread_storage_look(void);
void ms2_thread_storage_forget(void);

/* Where the thread's descriptor begins, behind the storage that it was started
   with; 0 where that is not known.  At any time. */
Addr ms2_thread_storage_descriptor(ThreadId tid);

/* The root that a word is part of, and the range in which that holds.  False:
   the word is in no such storage. */
Bool ms2_thread_storage_root(Addr at, Ms2Root *root, Ms2Range *range);

/* Storage may lie in the memory of a stack: the range becomes what of it begins
   at `at` and ends before the next storage. */
void ms2_thread_storage_leave_out(Addr at, Ms2Range *range);

#endif
