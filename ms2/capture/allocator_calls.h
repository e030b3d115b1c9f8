/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the functions of allocators do, done by the recorder: one function here
   for each kind of theirs, whatever its name.

   Each takes its arguments from the guest's registers or stack, and gives the
   result back in the call.  False: it is nothing of ours (a block of the
   allocator's own, a failure), and the function shall do it itself. */
#ifndef MS2_CAPTURE_ALLOCATOR_CALLS_H
#define MS2_CAPTURE_ALLOCATOR_CALLS_H

#include "host/guest.h"

#ifdef MS2_GUEST

#include "capture/malloc.h"

/* One call of a function. */
typedef struct {
   Ms2Caller caller;
   const MS2_GUEST *guest;
   UInt skip; /* arguments in front of those that count */
   UWord result;
} Ms2AllocatorCall;

typedef Bool (*Ms2AllocatorCallHandler)(Ms2AllocatorCall *call);

Bool ms2_allocator_calls_malloc(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_zalloc(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_calloc(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_mallocn(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_malloc_aligned(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_zalloc_aligned(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_calloc_aligned(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_memalign(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_posix_memalign(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_valloc(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_pvalloc(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_realloc(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resize(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resize_or_free(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resize_or_throw(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resizen_or_throw(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resize_aligned(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resize_zeroed(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resize_zeroed_aligned(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resizen(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resizen_zeroed(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_resizen_zeroed_aligned(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_expand(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_free(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_usable(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_strdup(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_strndup(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_mallocx(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_rallocx(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_xallocx(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_heap_destroy(Ms2AllocatorCall *call);
Bool ms2_allocator_calls_heap_delete(Ms2AllocatorCall *call);

#endif

#endif
