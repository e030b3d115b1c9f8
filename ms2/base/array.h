/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing array of elements of one size, one behind the other.

   Elements move when it grows: what has to stay where it is, goes into a pool.
   For who adds and reads, not for who looks for something: that is a map. */
#ifndef MS2_BASE_ARRAY_H
#define MS2_BASE_ARRAY_H

#include "base/host.h"

typedef struct {
   UChar *elements;
   UInt n;
   UInt n_slots;
   UInt element_bytes;
   const HChar *purpose;
} Ms2Array;

Ms2Array *ms2_array_new(const HChar *purpose, SizeT element_bytes);
void ms2_array_free(Ms2Array *array);

/* A new zeroed element at the end. */
void *ms2_array_add(Ms2Array *array);

/* Element `number`; the array grows by zeroed ones if it is not there yet. */
void *ms2_array_reach(Ms2Array *array, UInt number);

void ms2_array_remove(Ms2Array *array, UInt number);

/* Removes all elements, and keeps their memory. */
void ms2_array_clear(Ms2Array *array);

/* Element `number`, which must exist. */
static inline void *ms2_array_get(const Ms2Array *array, UInt number)
{
   return array->elements + (SizeT)number * array->element_bytes;
}

#endif
