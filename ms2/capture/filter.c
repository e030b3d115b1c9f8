/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --ignore-fn: which stacks are left out while recording. */
#include "capture/filter.h"

#include "model/context.h"
#include "model/names.h"
#include "base/options.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_seqmatch.h"

static Bool matches_any(const Ms2Array *globs, const HChar *name)
{
   for (UInt i = 0; i < globs->n; i++) {
      const HChar *glob = *(const HChar **)ms2_array_get(globs, i);
      if (VG_(strcmp)(glob, name) == 0 || VG_(string_match)(glob, name)) {
         return True;
      }
   }
   return False;
}

static Bool is_preload(const Ms2Address *address)
{
   return VG_(strstr)(ms2_names_object_get(address->object)->path,
                      "/vgpreload_") != NULL;
}

Bool ms2_filter_is_ignored(UInt leaf)
{
   if (ms2_options->ignore_fns->n == 0) {
      return False;
   }
   while (leaf != 0) {
      const Ms2Node *node = ms2_context_node_get(leaf);
      const Ms2Address *address = ms2_names_address_get(node->address_number);

      for (UInt i = 0; i < address->n_sources && !is_preload(address); i++) {
         const HChar *name = ms2_names_string_get(address->sources[i].function);
         if (matches_any(ms2_options->ignore_fns, name)) {
            return True;
         }
         if (!matches_any(ms2_options->alloc_fns, name)) {
            return False;
         }
      }
      leaf = node->parent;
   }
   return False;
}
