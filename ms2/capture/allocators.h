/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of allocators by name: jemalloc, tcmalloc and mimalloc under
   their prefixes, and the C library's where it is linked in. */
#ifndef MS2_CAPTURE_ALLOCATORS_H
#define MS2_CAPTURE_ALLOCATORS_H

#include "capture/allocator_calls.h"

#ifdef MS2_GUEST

typedef struct {
   const HChar *name; /* behind the family's prefix */
   Ms2AllocatorCallHandler handler;
   UInt skip; /* arguments in front of those that count */
} Ms2AllocatorRow;

/* NULL if it is no allocator's. */
const Ms2AllocatorRow *ms2_allocators_find(const HChar *name);

/* What an object's symbols tell; starts as zeroes. */
typedef struct {
   UInt n_tells;
   UInt n_static_tells;
} Ms2AllocatorTally;

void ms2_allocators_tally(Ms2AllocatorTally *tally, const HChar *name);

/* Whether an object with such symbols has an allocator of its own. */
Bool ms2_allocators_is_there(const Ms2AllocatorTally *tally,
                             const HChar *soname);

#endif

#endif
