/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --ignore-fn: which stacks are left out while recording. */
#include "capture/filter.h"

#include "base/options.h"
#include "capture/allocators.h"
#include "model/context.h"
#include "model/names.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_seqmatch.h"

static Bool matches_any(const Ms2Array *globs, const HChar *name)
{
   for (UInt i = 0; i < globs->n; i++) {
      const HChar *glob = *(const HChar **)ms2_array_get(globs, i);
      if (VG_(strcmp)(glob, name) == 0 || VG_(string_match)(glob, name))
         return True;
   }
   return False;
}

static Bool is_preload(const Ms2Address *address)
{
   return VG_(strstr)(ms2_names_object_get(address->object)->path,
                      "/vgpreload_") != NULL;
}

/* A function of an allocator that is replaced where it is. */
static Bool is_allocator(const HChar *name)
{
#ifdef MS2_GUEST
   return ms2_allocators_find(name) != NULL ||
          VG_(strncmp)(name, "operator new", VG_(strlen)("operator new")) == 0;
#else
   (void)name;
   return False;
#endif
}

/* What a frame says of the stack. */
typedef enum { NOTHING, RECORDED, IGNORED } Verdict;

/* A frame can have several names, the innermost function that is inlined there
   first; each of them is where the allocation is made.  One without a name says
   nothing. */
static Verdict judge(const Ms2Address *address, Bool is_leaf)
{
   Verdict verdict = NOTHING;

   for (UInt i = 0; i < address->n_sources && !is_preload(address); i++) {
      const HChar *name = ms2_names_string_get(address->sources[i].function);
      if (name[0] == '\0')
         continue;
      if (matches_any(ms2_options->ignore_fns, name))
         return IGNORED;
      if (!matches_any(ms2_options->alloc_fns, name) &&
          !(is_leaf && is_allocator(name))) {
         verdict = RECORDED;
      }
   }
   return verdict;
}

Bool ms2_filter_is_ignored(UInt leaf)
{
   Verdict verdict = NOTHING;

   if (ms2_options->ignore_fns->n == 0)
      return False;
   for (UInt at = leaf; at != 0 && verdict == NOTHING;) {
      const Ms2Node *node = ms2_context_node_get(at);
      verdict = judge(ms2_names_address_get(node->address_number), at == leaf);
      at = node->parent;
   }
   return verdict == IGNORED;
}
