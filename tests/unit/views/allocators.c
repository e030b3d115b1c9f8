/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder's list of allocators' functions, for the printer's tests.

   It is static where it is, and what it needs of Valgrind is here. */
#include "allocators.h"

#include <stdio.h>
#include <string.h>

#include "capture/allocator_functions.c"

SizeT VG_(strlen)(const HChar *text)
{
   return strlen(text);
}

Int VG_(strcmp)(const HChar *a, const HChar *b)
{
   return strcmp(a, b);
}

Int VG_(strncmp)(const HChar *a, const HChar *b, SizeT n)
{
   return strncmp(a, b, n);
}

void allocators_each(void (*visit)(const char *name))
{
   for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
      if (sets[i].rows == cxx_rows)
         continue;
      for (const Ms2Allocator *row = sets[i].rows; row->name != NULL; row++) {
         char name[64];
         snprintf(name, sizeof name, "%s%s", sets[i].prefix, row->name);
         if (row->does <= MS2_EXPANDS_TO)
            visit(name);
      }
   }
}
