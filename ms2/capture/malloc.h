/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's allocation functions, as both ways of seeing them call them:
   the in-line hook, and a call that leaves translated code. */
#ifndef MS2_CAPTURE_MALLOC_H
#define MS2_CAPTURE_MALLOC_H

#include "base/basics.h"

/* What malloc, calloc, memalign, realloc, free and malloc_usable_size do, as
   their user expects it: NULL if there is no memory or the size overflows.
   A pointer that is no live block is reported and left alone. */
void *ms2_malloc_alloc(const Ms2Caller *caller, SizeT size, SizeT align);
void *ms2_malloc_calloc(const Ms2Caller *caller, SizeT n, SizeT size);
void *ms2_malloc_realloc(const Ms2Caller *caller, void *p, SizeT size);
void ms2_malloc_free(const Ms2Caller *caller, void *p);
SizeT ms2_malloc_usable_size(void *p);

/* Bytes of all blocks now, and the most that they ever were: for a program that
   asks mallinfo and its kin. */
SizeT ms2_malloc_in_use(void);
SizeT ms2_malloc_most_used(void);

/* The smallest alignment of any block. */
SizeT ms2_malloc_min_align(void);

/* Registers the need for them with the core. */
void ms2_malloc_register(void);

/* Answers a client request if it is that of capture/marker.h. */
Bool ms2_malloc_handle(const UWord *args, UWord *result);

/* Allocation calls seen so far, failed ones too: was anything replaced? */
ULong ms2_malloc_n_seen(void);

/* How many pointers given to free or realloc were no live blocks and were not
   reported, since there were too many. */
ULong ms2_malloc_n_foreign_unsaid(void);

/* The largest size for which there was no memory, or 0. */
SizeT ms2_malloc_most_refused(void);

/* These numbers start at 0 again: in a forked child. */
void ms2_malloc_restart(void);

#endif
