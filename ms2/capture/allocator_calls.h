/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the functions of allocators do, done by the recorder: one function here
   for each kind of theirs, whatever its name.

   Each takes its arguments from the guest's registers or stack, and gives the
   result back in the act.  False: it is nothing of ours (a block of the
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
} Ms2Act;

typedef Bool (*Ms2ActHandler)(Ms2Act *act);

Bool ms2_act_malloc(Ms2Act *act);
Bool ms2_act_zalloc(Ms2Act *act);
Bool ms2_act_calloc(Ms2Act *act);
Bool ms2_act_mallocn(Ms2Act *act);
Bool ms2_act_malloc_aligned(Ms2Act *act);
Bool ms2_act_zalloc_aligned(Ms2Act *act);
Bool ms2_act_calloc_aligned(Ms2Act *act);
Bool ms2_act_memalign(Ms2Act *act);
Bool ms2_act_posix_memalign(Ms2Act *act);
Bool ms2_act_valloc(Ms2Act *act);
Bool ms2_act_pvalloc(Ms2Act *act);
Bool ms2_act_realloc(Ms2Act *act);
Bool ms2_act_resize(Ms2Act *act);
Bool ms2_act_resize_or_free(Ms2Act *act);
Bool ms2_act_resize_or_throw(Ms2Act *act);
Bool ms2_act_resizen_or_throw(Ms2Act *act);
Bool ms2_act_resize_aligned(Ms2Act *act);
Bool ms2_act_resize_zeroed(Ms2Act *act);
Bool ms2_act_resize_zeroed_aligned(Ms2Act *act);
Bool ms2_act_resizen(Ms2Act *act);
Bool ms2_act_resizen_zeroed(Ms2Act *act);
Bool ms2_act_resizen_zeroed_aligned(Ms2Act *act);
Bool ms2_act_expand(Ms2Act *act);
Bool ms2_act_free(Ms2Act *act);
Bool ms2_act_usable(Ms2Act *act);
Bool ms2_act_strdup(Ms2Act *act);
Bool ms2_act_strndup(Ms2Act *act);
Bool ms2_act_mallocx(Ms2Act *act);
Bool ms2_act_rallocx(Ms2Act *act);
Bool ms2_act_xallocx(Ms2Act *act);
Bool ms2_act_heap_destroy(Ms2Act *act);
Bool ms2_act_heap_delete(Ms2Act *act);

#endif

#endif
