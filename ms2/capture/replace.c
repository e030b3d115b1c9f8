/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocators that are built into an object of the program. */
#include "capture/replace.h"

#include "host/compat.h"
#include "host/guest.h"

#ifdef MS2_GUEST

#include "capture/allocators.h"
#include "host/event_counter.h"
#include "base/map.h"

#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_threadstate.h"
#include "pub_tool_xarray.h"

/* A function found: an element of `functions`. */
typedef struct {
   Addr start;
   Addr exit; /* a return instruction */
   const DebugInfo *object;
   const Ms2AllocatorRow *row;
} Function;

typedef struct {
   const DebugInfo *info; /* reused by the core: the others tell, too */
   Addr text;
   const HChar *path;
} Object;

static struct {
   XArray *objects;   /* of Object: those looked at */
   XArray *functions; /* of Function *; never dropped, translations use them */
   Ms2Map map;        /* of functions, by start */
} replaced;

/* ---- finding them ------------------------------------------------------- */

typedef void (*OnSymbol)(const DebugInfo *info, Addr address, const HChar *name,
                         void *opaque);

static void each_symbol(const DebugInfo *info, OnSymbol call, void *opaque)
{
   Int n = VG_(DebugInfo_syms_howmany)(info);

   for (Int i = 0; i < n; i++) {
      Ms2CompatSymbol at;
      const HChar *name;
      const HChar **more;
      Bool is_code, is_indirect, unused;

      VG_(DebugInfo_syms_getidx)(info, i, &at, NULL, &name, &more, &is_code,
                                 &is_indirect, &unused);
      if (!is_code || is_indirect) {
         continue;
      }
      call(info, at.address, name, opaque);
      while (more != NULL && *more != NULL) {
         call(info, at.address, *more++, opaque);
      }
   }
}

static void tally_symbol(const DebugInfo *info, Addr address, const HChar *name,
                         void *tally)
{
   (void)info, (void)address;
   ms2_allocators_tally(tally, name);
}

static Bool has_allocator(const DebugInfo *info)
{
   Ms2AllocatorTally tally = {0, 0};

   each_symbol(info, tally_symbol, &tally);
   return ms2_allocators_is_there(&tally, VG_(DebugInfo_get_soname)(info));
}

/* A byte that is a return instruction when it is jumped to, wherever in the
   function it stands; 0 if there is none near. */
#define RETURN_INSTRUCTION 0xc3
#define NEAR_BYTES 65536

static Addr find_return(const DebugInfo *info, Addr start)
{
   Addr end =
       VG_(DebugInfo_get_text_avma)(info) + VG_(DebugInfo_get_text_size)(info);

   if (end - start > NEAR_BYTES) {
      end = start + NEAR_BYTES;
   }
   for (Addr a = start + 1; a < end; a++) {
      if (*(const UChar *)a == RETURN_INSTRUCTION) {
         return a;
      }
   }
   return 0;
}

static Function *function_at(Addr start, const DebugInfo *info)
{
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(&replaced.map, ms2_map_hash(start, 0), &at);
        i != MS2_MAP_NONE; i = ms2_map_next(&replaced.map, &at)) {
      Function *function = *(Function **)VG_(indexXA)(replaced.functions, i);
      if (function->start == start && function->object == info) {
         return function;
      }
   }
   return NULL;
}

static void add_symbol(const DebugInfo *info, Addr address, const HChar *name,
                       void *unused)
{
   const Ms2AllocatorRow *row = ms2_allocators_find(name);
   Function *function;

   (void)unused;
   if (row == NULL || function_at(address, info) != NULL) {
      return;
   }
   function = VG_(malloc)("ms2.replace", sizeof *function);
   function->start = address;
   function->exit = find_return(info, address);
   function->object = info;
   function->row = row;
   if (function->exit == 0) {
      VG_(free)(function);
      return;
   }
   ms2_map_add(&replaced.map, ms2_map_hash(address, 0),
               VG_(addToXA)(replaced.functions, &function));
}

static Bool is_known(const DebugInfo *info)
{
   for (Word i = 0; i < VG_(sizeXA)(replaced.objects); i++) {
      const Object *object = VG_(indexXA)(replaced.objects, i);
      if (object->info == info &&
          object->text == VG_(DebugInfo_get_text_avma)(info) &&
          VG_(strcmp)(object->path, VG_(DebugInfo_get_filename)(info)) == 0) {
         return True;
      }
   }
   return False;
}

static void look_at(const DebugInfo *info)
{
   Object object = {
       info, VG_(DebugInfo_get_text_avma)(info),
       VG_(strdup)("ms2.replace.path", VG_(DebugInfo_get_filename)(info))};

   VG_(addToXA)(replaced.objects, &object);
   if (has_allocator(info)) {
      /* Arguments are in their registers for sure only where a superblock
         begins. */
      ms2_compat_stop_chasing();
      each_symbol(info, add_symbol, NULL);
   }
}

void ms2_replace_init(void)
{
   replaced.objects =
       VG_(newXA)(VG_(malloc), "ms2.replace", VG_(free), sizeof(Object));
   replaced.functions =
       VG_(newXA)(VG_(malloc), "ms2.replace", VG_(free), sizeof(Function *));
   ms2_map_init(&replaced.map, "ms2.replace.map");
}

void ms2_replace_follow_code(void)
{
   for (const DebugInfo *info = VG_(next_DebugInfo)(NULL); info != NULL;
        info = VG_(next_DebugInfo)(info)) {
      if (VG_(DebugInfo_get_text_avma)(info) != 0 && !is_known(info)) {
         look_at(info);
      }
   }
}

Bool ms2_replace_any(void)
{
   return VG_(sizeXA)(replaced.functions) > 0;
}

/* ---- translated code ---------------------------------------------------- */

/* Returns whether the call is done with. */
static UWord on_start(MS2_GUEST *guest, const Function *function)
{
   Ms2AllocatorCall asked = {
       {VG_(get_running_tid)(), function->start, guest->MS2_GUEST_SP,
        guest->MS2_GUEST_FP,
        ms2_event_counter_superblocks(guest->host_EvC_COUNTER)},
       guest,
       function->row->skip,
       0};

   if (!function->row->handler(&asked)) {
      return False;
   }
   if (function->row->skip > 0 && asked.result != 0) {
      ms2_malloc_own((void *)asked.result, ms2_guest_argument(guest, 1));
   }
   guest->MS2_GUEST_RESULT = asked.result;
   return True;
}

void ms2_replace_add(IRSB *sb, Addr address)
{
   const DebugInfo *info = VG_(find_DebugInfo)(VG_(current_DiEpoch)(), address);
   Function *function = info != NULL ? function_at(address, info) : NULL;
   IRTemp result, handled;
   IRDirty *call;

   if (function == NULL) {
      return;
   }
   result = newIRTemp(sb->tyenv, MS2_GUEST_WORD);
   handled = newIRTemp(sb->tyenv, Ity_I1);
   call = unsafeIRDirty_1_N(
       result, 0, "ms2_replace_on_start",
       VG_(fnptr_to_fnentry)((void *)on_start),
       mkIRExprVec_2(IRExpr_GSPTR(), mkIRExpr_HWord((HWord)function)));
   ms2_guest_declare(call, Ifx_Modify);
   addStmtToIRSB(sb, IRStmt_Dirty(call));
   addStmtToIRSB(sb, IRStmt_WrTmp(handled, IRExpr_Binop(MS2_GUEST_IR(Iop_CmpNE),
                                                        IRExpr_RdTmp(result),
                                                        mkIRExpr_HWord(0))));
   addStmtToIRSB(sb, IRStmt_Exit(IRExpr_RdTmp(handled), Ijk_Boring,
                                 MS2_GUEST_CONST(function->exit),
                                 offsetof(MS2_GUEST, MS2_GUEST_IP)));
}

#else

void ms2_replace_init(void)
{
}

void ms2_replace_follow_code(void)
{
}

Bool ms2_replace_any(void)
{
   return False;
}

void ms2_replace_add(IRSB *sb, Addr address)
{
   (void)sb, (void)address;
}

#endif
