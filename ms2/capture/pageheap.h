/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --pages-as-heap=yes: the heap is the mapped pages, as massif has it.

   Whatever the core says is mapped counts, of every kind, and what was mapped
   before the client ran: a mapping is a block of the heap, and unmapping part
   of it makes it smaller, or two.  malloc is the program's own: the preload
   object is not loaded. */
#ifndef MS2_CAPTURE_PAGEHEAP_H
#define MS2_CAPTURE_PAGEHEAP_H

#include "base/basics.h"

/* Before the client's environment is used; registers the callbacks for what is
   mapped.  Only with the option. */
void ms2_pageheap_init(void);

/* The thread is about to run: what was mapped before is put down to where the
   first one starts. */
void ms2_pageheap_start_slice(ThreadId tid);

/* The core's word that pages were unmapped, or that the break went down. */
void ms2_pageheap_munmap(Addr start, SizeT bytes);
void ms2_pageheap_brk_down(Addr start, SizeT bytes);

#endif
