/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of threads: their stacks, and their thread-local storage.

      a mapping of the C library's                       the main thread's
      | dead | red zone | frames ... | storage | thread |   storage lies apart
                        ^ stack pointer        ^ thread pointer

   What lies below the red zone means nothing any more.  So do all frames and
   the storage of a thread that has ended, of whose memory the C library keeps
   the rest for the next thread; and, of the thread that ends the program, the
   frames of the C library's functions that do so.  They are new frames over old
   ones, and what they never write to is what those left behind.

   A thread that runs on another stack, as that of a signal handler or of a
   fibre, has its own below: from where it was left on, as far as the frames
   lead back to it; else of the main thread all of it.

   To be looked at anew for each search, and forgotten after it; the ends of
   threads are noted all the time. */
#ifndef MS2_CAPTURE_THREAD_MEMORY_H
#define MS2_CAPTURE_THREAD_MEMORY_H

#include "base/ranges.h"
#include "owners/root_table.h"

void ms2_thread_memory_init(void);

/* A thread is about to end; its registers are still there. */
void ms2_thread_memory_end(ThreadId tid);

/* The thread has an alternate stack for signal handlers there; with 0 bytes it
   has none.  What handlers leave on it means nothing once they have returned;
   but in a block it is looked at, since that may be freed and be another one's
   while it is still set. */
void ms2_thread_memory_alternate(ThreadId tid, Addr start, SizeT bytes);

/* Memory was unmapped. */
void ms2_thread_memory_unmapped(Addr start, SizeT bytes);

/* In a forked child, where other threads' stacks are nobody's. */
void ms2_thread_memory_restart(ThreadId tid);

/* Needs ms2_object_data.  `leaving`: the thread that ends the program, or
   MS2_NO_THREAD. */
void ms2_thread_memory_look(ThreadId leaving);
void ms2_thread_memory_forget(void);

/* Calls for each range that is dead. */
void ms2_thread_memory_each_dead(void (*call)(Addr start, Addr end));

/* The root that a word is part of, and the range in which that holds.  False:
   the word is on no stack and in no such storage. */
Bool ms2_thread_memory_root(Addr at, Ms2Root *root, Ms2Range *range);

#endif
