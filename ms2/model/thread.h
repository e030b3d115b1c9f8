/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's threads, and what each has done to the heap.

   The core's thread ids are used again when a thread has ended; these here are
   not.  A thread's `serial` counts the threads over all, also those that a
   forked child's parent had: it stands in the headers of blocks.  Its number
   in the profile starts at 1 in each process, for the main thread. */
#ifndef MS2_MODEL_THREAD_H
#define MS2_MODEL_THREAD_H

#include "base/basics.h"

/* As the kernel has it, with its final 0. */
#define MS2_THREAD_NAME_BYTES 16

/* Changed by ms2_heap (the usage), and here. */
typedef struct {
   UInt serial;
   Ms2Usage allocated;
   Ms2Usage freed;           /* by it, whoever allocated */
   ULong other_freed_blocks; /* of these: allocated by another thread */
   ULong start_superblocks, start_ms;
   ULong seen_superblocks, seen_ms; /* when it ran last, or ended */
   Int lwp;                         /* the kernel's thread id */
   UInt node;                       /* --separate-threads; or 0 */
   Bool ended;
   Bool name_changed, node_changed;   /* since the writer took them */
   ULong written_state;               /* kept by the writer */
   HChar name[MS2_THREAD_NAME_BYTES]; /* "": it has given itself none */
} Ms2Thread;

void ms2_thread_init(void);

/* A thread is about to execute its first instruction. */
void ms2_thread_start(ThreadId tid, Int lwp);

/* A thread runs from now on, and the one before it does not. */
void ms2_thread_runs(ThreadId tid);

/* Brings the running thread's `seen` fields up to date. */
void ms2_thread_see(void);

void ms2_thread_end(ThreadId tid);

/* The one that runs or ran last, for who looks at each event; NULL before the
   first has run. */
extern Ms2Thread *ms2_thread_running;

/* The thread that has this id now, or had it last: the core runs a little of
   the C library's code in a main thread that has ended. */
Ms2Thread *ms2_thread_get(ThreadId tid);

/* The thread with a serial, which may have ended; NULL for 0, and for what
   belongs to a process before a fork. */
Ms2Thread *ms2_thread_find(UInt serial);

/* The thread that the kernel knows by this number; NULL: there is none. */
Ms2Thread *ms2_thread_find_lwp(Int lwp);

void ms2_thread_set_name(Ms2Thread *thread, const HChar *name);
void ms2_thread_set_node(Ms2Thread *thread, UInt node);

/* How often a thread has started, ended, or got a name or a node. */
UInt ms2_thread_n_changes(void);

/* All threads of this process so far, by their numbers from 1. */
UInt ms2_thread_n(void);
Ms2Thread *ms2_thread_by_number(UInt number);
UInt ms2_thread_number(const Ms2Thread *thread);

/* How many have not ended. */
UInt ms2_thread_n_alive(void);

/* In a forked child: `tid` is the only thread, and the first. */
void ms2_thread_restart(ThreadId tid, Int lwp);

#endif
