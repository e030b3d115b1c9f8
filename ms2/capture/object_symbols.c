/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The walk over the core's table of symbols. */
#include "capture/object_symbols.h"

#include "host/compat.h"

Bool ms2_object_symbols_each(const DebugInfo *object, Ms2SeeSymbol see,
                             void *opaque)
{
   Int n = VG_(DebugInfo_syms_howmany)(object);

   for (Int i = 0; i < n; i++) {
      Ms2ObjectSymbol symbol;
      Ms2CompatSymbol at;
      const HChar **more;
      Bool is_code, unused;

      VG_(DebugInfo_syms_getidx)(object, i, &at, NULL, &symbol.name, &more,
                                 &is_code, &symbol.is_indirect, &unused);
      symbol.address = at.address;
      if (!is_code)
         continue;
      if (!see(&symbol, opaque))
         return False;
      while (more != NULL && *more != NULL) {
         symbol.name = *more++;
         if (!see(&symbol, opaque))
            return False;
      }
   }
   return True;
}
