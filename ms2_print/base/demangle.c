/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demangling: see demangle.h. */
#include "base/demangle.h"

#include <libiberty/demangle.h>
#include <stdlib.h>

const char *demangle(struct arena *a, const char *name)
{
   char *plain = cplus_demangle(name, DMGL_ANSI | DMGL_PARAMS);
   const char *copy = arena_strdup(a, plain ? plain : name);

   free(plain);
   return copy;
}
