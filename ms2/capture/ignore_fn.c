/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --ignore-fn: which stacks are left out while recording. */
#include "capture/ignore_fn.h"

#include "base/options.h"
#include "base/lines.h"
#include "capture/allocator_functions.h"
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

/* A function of an allocator's that is recorded where it is, or that calls such
   a one, as C++'s operators do. */
static Bool is_allocator(const HChar *name)
{
   Ms2AllocatorSet set;

   return ms2_allocator_functions_find(name, &set) != NULL ||
          VG_(strncmp)(name, "operator new", VG_(strlen)("operator new")) == 0;
}

/* Code without a name goes by its place, "0x11c9 in libplug.so". */
static Bool is_ignored_place(const Ms2Address *address)
{
   const Ms2Source *source = &address->sources[address->n_sources - 1];
   HChar place[MS2_LINE_BYTES];

   if (source->function != 0 || source->file != 0)
      return False;
   ms2_names_place(address, place, sizeof place);
   return matches_any(ms2_options->ignore_fns, place);
}

/* What a frame says of the stack. */
typedef enum { NOTHING, RECORDED, IGNORED } Answer;

/* A frame can have several names, the innermost function that is inlined there
   first; each of them is where the allocation is made, up to an allocator's:
   what is inlined in that is its own.  A frame without a name says nothing. */
static Answer ask(const Ms2Address *address)
{
   Answer answer = NOTHING;

   if (is_preload(address))
      return NOTHING;
   if (is_ignored_place(address))
      return IGNORED;
   for (UInt i = address->n_sources; i > 0; i--) {
      const HChar *name =
          ms2_names_string_get(address->sources[i - 1].function);
      if (name[0] == '\0')
         continue;
      if (matches_any(ms2_options->ignore_fns, name))
         return IGNORED;
      if (is_allocator(name))
         break;
      if (!matches_any(ms2_options->alloc_fns, name))
         answer = RECORDED;
   }
   return answer;
}

Bool ms2_ignore_fn_is_ignored(UInt leaf)
{
   Answer answer = NOTHING;

   if (ms2_options->ignore_fns->n == 0)
      return False;
   for (UInt at = leaf; at != 0 && answer == NOTHING;) {
      const Ms2Node *node = ms2_context_node_get(at);
      answer = ask(ms2_names_address_get(node->address_number));
      at = node->parent;
   }
   return answer == IGNORED;
}
