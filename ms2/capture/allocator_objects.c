/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects of the program that have an allocator beside the C library's. */
#include "capture/allocator_objects.h"

#include "capture/object_symbols.h"
#include "host/compat.h"
#include "host/guest.h"

#ifdef MS2_GUEST

#include "capture/allocator_calls.h"
#include "capture/executable.h"
#include "base/map.h"

#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_xarray.h"

/* A function found: an element of `functions`. */
typedef struct {
   Addr address;
   UInt object; /* its number in `objects` */
   Ms2CallsStart *start;
} Function;

typedef struct {
   const DebugInfo *info; /* reused by the core: the others tell, too */
   Addr text;
   const HChar *path;
} Object;

static struct {
   XArray *objects;   /* of Object: those looked at */
   XArray *functions; /* of Function */
   Ms2Map map;        /* of functions, by address */
   Bool has_malloc;   /* some object has one beside the C library's, */
   Bool has_new;      /* or an operator of C++ beside the C++ library's */
} known;

static Bool is_of(const Object *object, const DebugInfo *info)
{
   return object->info == info &&
          object->text == VG_(DebugInfo_get_text_avma)(info) &&
          VG_(strcmp)(object->path, VG_(DebugInfo_get_filename)(info)) == 0;
}

/* ---- finding them ------------------------------------------------------- */

static Bool tally_symbol(const Ms2ObjectSymbol *symbol, void *tally)
{
   if (!symbol->is_indirect)
      ms2_allocator_functions_tally(tally, symbol->name);
   return True;
}

/* An object that was unmapped is none any more. */
static Bool is_there(const Object *object)
{
   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (is_of(object, info))
         return True;
   }
   return False;
}

/* By the address alone: the core knows no object for code outside of .text,
   where tcmalloc's functions are. */
static const Function *function_at(Addr address)
{
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(&known.map, ms2_map_hash(address, 0), &at);
        i != MS2_MAP_NONE; i = ms2_map_next(&known.map, &at)) {
      const Function *function = VG_(indexXA)(known.functions, i);
      if (function->address == address &&
          is_there(VG_(indexXA)(known.objects, function->object))) {
         return function;
      }
   }
   return NULL;
}

static Bool has(const Ms2AllocatorTally *tally, Ms2AllocatorSet set)
{
   return ms2_executable_get()->is_static
              ? ms2_allocator_functions_has_static(tally, set)
              : ms2_allocator_functions_has(tally, set);
}

static Bool add_symbol(const Ms2ObjectSymbol *symbol, void *tally)
{
   Ms2AllocatorSet set;
   Addr address = symbol->address;
   const Ms2Allocator *row = ms2_allocator_functions_find(symbol->name, &set);
   Function function = {.address = address};

   if (symbol->is_indirect || row == NULL || !has(tally, set) ||
       function_at(address) != NULL) {
      return True;
   }
   function.object = (UInt)VG_(sizeXA)(known.objects) - 1;
   function.start = ms2_allocator_calls_start(address, row);
   ms2_map_add(&known.map, ms2_map_hash(address, 0),
               (UInt)VG_(addToXA)(known.functions, &function));
   return True;
}

static Bool begins_with(const HChar *text, const HChar *start)
{
   return VG_(strncmp)(text, start, VG_(strlen)(start)) == 0;
}

/* libstdc++'s and libc++'s operators call malloc. */
static Bool is_cxx(const DebugInfo *info)
{
   const HChar *soname = VG_(DebugInfo_get_soname)(info);

   return begins_with(soname, "libstdc++") || begins_with(soname, "libc++");
}

/* The preload objects of the core and of ms2, and whose functions ms2 stands
   in for. */
static Bool is_ours(const DebugInfo *info)
{
   return is_cxx(info) ||
          begins_with(VG_(DebugInfo_get_soname)(info), "libc.so") ||
          VG_(strstr)(VG_(DebugInfo_get_filename)(info), "/vgpreload_") != NULL;
}

static Bool was_looked_at(const DebugInfo *info)
{
   for (Word i = 0; i < VG_(sizeXA)(known.objects); i++) {
      if (is_of(VG_(indexXA)(known.objects, i), info))
         return True;
   }
   return False;
}

static void look_at(const DebugInfo *info)
{
   Object object = {.info = info, .text = VG_(DebugInfo_get_text_avma)(info)};
   Ms2AllocatorTally tally;

   VG_(memset)(&tally, 0, sizeof tally);
   object.path = VG_(strdup)("ms2.allocator.objects.path",
                             VG_(DebugInfo_get_filename)(info));
   VG_(addToXA)(known.objects, &object);
   if (is_ours(info))
      return;
   ms2_object_symbols_each(info, tally_symbol, &tally);
   known.has_malloc |= has(&tally, MS2_ALLOCATORS_MALLOC);
   known.has_new |= tally.n_of_set[MS2_ALLOCATORS_NEW] > 0;
   ms2_object_symbols_each(info, add_symbol, &tally);
}

void ms2_allocator_objects_init(void)
{
   if (VG_(clo_soname_synonyms) == NULL)
      VG_(clo_soname_synonyms) = "somalloc=nouserintercepts";
   known.objects = VG_(newXA)(VG_(malloc), "ms2.allocator.objects", VG_(free),
                              sizeof(Object));
   known.functions = VG_(newXA)(VG_(malloc), "ms2.allocator.objects", VG_(free),
                                sizeof(Function));
   ms2_map_init(&known.map, "ms2.allocator.objects.map");
}

void ms2_allocator_objects_follow_code(void)
{
   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (VG_(DebugInfo_get_text_avma)(info) != 0 && !was_looked_at(info))
         look_at(info);
   }
}

Bool ms2_allocator_objects_any(void)
{
   return VG_(sizeXA)(known.functions) > 0;
}

/* ---- translated code ---------------------------------------------------- */

static const DebugInfo *info_at(Addr address)
{
   return VG_(find_DebugInfo)(VG_(current_DiEpoch)(), address);
}

Bool ms2_allocator_objects_stays(Addr original)
{
   if (!known.has_malloc && !known.has_new)
      return False;
   const DebugInfo *info = info_at(original);
   return info != NULL && is_cxx(info);
}

void ms2_allocator_objects_lead_back(IRSB *sb, Addr original)
{
   sb->next = IRExpr_Const(MS2_GUEST_CONST(original));
   sb->jumpkind = Ijk_NoRedir;
}

void ms2_allocator_objects_add(IRSB *sb, Addr address)
{
   const Function *function = function_at(address);

   if (function != NULL)
      ms2_tracked_calls_add_known(sb, function->start);
}

#else

void ms2_allocator_objects_init(void)
{
}

void ms2_allocator_objects_follow_code(void)
{
}

Bool ms2_allocator_objects_any(void)
{
   return False;
}

Bool ms2_allocator_objects_stays(Addr original)
{
   (void)original;
   return False;
}

void ms2_allocator_objects_lead_back(IRSB *sb, Addr original)
{
   (void)sb, (void)original;
}

void ms2_allocator_objects_add(IRSB *sb, Addr address)
{
   (void)sb, (void)address;
}

#endif
