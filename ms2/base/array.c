/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing array of elements of one size. */
#include "base/array.h"

#define FIRST_SLOTS 8

Ms2Array *ms2_array_new(const HChar *purpose, SizeT element_bytes)
{
   Ms2Array *array = ms2_host_alloc_zeroed(purpose, 1, sizeof *array);

   array->purpose = purpose;
   array->element_bytes = (UInt)element_bytes;
   return array;
}

void ms2_array_free(Ms2Array *array)
{
   ms2_host_free(array->elements);
   ms2_host_free(array);
}

static void grow(Ms2Array *array)
{
   array->n_slots = array->n_slots == 0 ? FIRST_SLOTS : 2 * array->n_slots;
   array->elements =
       ms2_host_realloc(array->purpose, array->elements,
                        (SizeT)array->n_slots * array->element_bytes);
}

void *ms2_array_add(Ms2Array *array)
{
   if (array->n == array->n_slots)
      grow(array);
   return ms2_host_memset(ms2_array_get(array, array->n++), 0,
                          array->element_bytes);
}

void *ms2_array_reach(Ms2Array *array, UInt number)
{
   while (array->n <= number)
      ms2_array_add(array);
   return ms2_array_get(array, number);
}

void ms2_array_remove(Ms2Array *array, UInt number)
{
   array->n--;
   ms2_host_memmove(ms2_array_get(array, number),
                    ms2_array_get(array, number + 1),
                    (SizeT)(array->n - number) * array->element_bytes);
}

void ms2_array_clear(Ms2Array *array)
{
   array->n = 0;
}
