/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The in-line hook: the recorder called from translated code. */
#include "ms2_hook.h"

#include "ms2_clock.h"
#include "ms2_malloc.h"
#include "ms2_marker.h"
#include "ms2_options.h"
#include "ms2_out.h"

#include "pub_tool_guest.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_threadstate.h"

#include <stddef.h>

#if defined(VGP_amd64_linux)

/* The operation of the marker at `address`, or 0 if there is none. */
static UChar marker_at(Addr address, UInt length)
{
   static const UChar prefix[] = MS2_MARKER_PREFIX;
   const UChar *code = (const UChar *)address;

   if (length != MS2_MARKER_BYTES ||
       VG_(memcmp)(code, prefix, sizeof prefix) != 0) {
      return 0;
   }
   return code[sizeof prefix];
}

static Ms2Caller caller_from(const VexGuestAMD64State *guest)
{
   Ms2Caller caller = {VG_(get_running_tid)(),
                       ms2_clock_superblocks_at(guest->host_EvC_COUNTER)};

   return caller;
}

static ULong hook_malloc(VexGuestAMD64State *guest, ULong size, ULong unused)
{
   (void)unused;
   return (ULong)ms2_malloc_alloc(caller_from(guest), size,
                                  ms2_malloc_min_align());
}

static ULong hook_free(VexGuestAMD64State *guest, ULong p, ULong unused)
{
   (void)unused;
   ms2_malloc_free(caller_from(guest), (void *)p);
   return 0;
}

static ULong hook_calloc(VexGuestAMD64State *guest, ULong n, ULong size)
{
   return (ULong)ms2_malloc_calloc(caller_from(guest), n, size);
}

static ULong hook_realloc(VexGuestAMD64State *guest, ULong p, ULong size)
{
   return (ULong)ms2_malloc_realloc(caller_from(guest), (void *)p, size);
}

static ULong hook_memalign(VexGuestAMD64State *guest, ULong align, ULong size)
{
   return (ULong)ms2_malloc_alloc(caller_from(guest), size, align);
}

static ULong hook_usable(VexGuestAMD64State *guest, ULong p, ULong unused)
{
   (void)guest;
   (void)unused;
   return ms2_malloc_usable_size((void *)p);
}

typedef ULong (*Hook)(VexGuestAMD64State *guest, ULong a, ULong b);

static const struct {
   const HChar *name;
   Hook hook;
} hooks[] = {
    [MS2_MARKER_MALLOC] = {"ms2_hook_malloc", hook_malloc},
    [MS2_MARKER_FREE] = {"ms2_hook_free", hook_free},
    [MS2_MARKER_CALLOC] = {"ms2_hook_calloc", hook_calloc},
    [MS2_MARKER_REALLOC] = {"ms2_hook_realloc", hook_realloc},
    [MS2_MARKER_MEMALIGN] = {"ms2_hook_memalign", hook_memalign},
    [MS2_MARKER_USABLE] = {"ms2_hook_usable", hook_usable},
};

/* Unwinding reads the guest's registers, which VEX keeps elsewhere unless it
   is told. */
static void declare_registers(IRDirty *call)
{
   static const Int offsets[] = {
       offsetof(VexGuestAMD64State, guest_RSP),
       offsetof(VexGuestAMD64State, guest_RBP),
       offsetof(VexGuestAMD64State, guest_RIP),
       offsetof(VexGuestAMD64State, host_EvC_COUNTER)};
   static const Int sizes[] = {8, 8, 8, 4};

   call->nFxState = sizeof offsets / sizeof offsets[0];
   VG_(memset)(&call->fxState, 0, sizeof call->fxState);
   for (Int i = 0; i < call->nFxState; i++) {
      call->fxState[i].fx = Ifx_Read;
      call->fxState[i].offset = offsets[i];
      call->fxState[i].size = sizes[i];
   }
}

static IRExpr *add_get(IRSB *sb, Int offset)
{
   IRTemp value = newIRTemp(sb->tyenv, Ity_I64);

   addStmtToIRSB(sb, IRStmt_WrTmp(value, IRExpr_Get(offset, Ity_I64)));
   return IRExpr_RdTmp(value);
}

/* The program counter in the guest state may still be that of the function
   that was replaced, when the marker is the first instruction. */
static void add_program_counter(IRSB *sb, Addr address)
{
   addStmtToIRSB(sb, IRStmt_Put(offsetof(VexGuestAMD64State, guest_RIP),
                                mkIRExpr_HWord(address)));
}

static void add_hook(IRSB *sb, Addr address, UChar operation)
{
   IRTemp result = newIRTemp(sb->tyenv, Ity_I64);
   IRExpr *a = add_get(sb, offsetof(VexGuestAMD64State, guest_RDI));
   IRExpr *b = add_get(sb, offsetof(VexGuestAMD64State, guest_RSI));
   IRDirty *call;

   tl_assert2(operation < sizeof hooks / sizeof hooks[0],
              "preload object and tool are of one version");
   call =
       unsafeIRDirty_1_N(result, 0, hooks[operation].name,
                         VG_(fnptr_to_fnentry)((void *)hooks[operation].hook),
                         mkIRExprVec_3(IRExpr_GSPTR(), a, b));
   declare_registers(call);
   add_program_counter(sb, address);
   addStmtToIRSB(sb, IRStmt_Dirty(call));
   addStmtToIRSB(sb, IRStmt_Put(offsetof(VexGuestAMD64State, guest_RAX),
                                IRExpr_RdTmp(result)));
   ms2_out_set_recorder("inline");
}

#else

static UChar marker_at(Addr address, UInt length)
{
   (void)address;
   (void)length;
   return 0;
}

static void add_hook(IRSB *sb, Addr address, UChar operation)
{
   (void)sb, (void)address;
   (void)operation;
}

#endif

/* VEX may have followed calls into this superblock, so a marker can stand at
   any instruction of it. */
static Bool has_marker(const IRSB *sb)
{
   for (Int i = 0; i < sb->stmts_used; i++) {
      const IRStmt *stmt = sb->stmts[i];
      if (stmt != NULL && stmt->tag == Ist_IMark &&
          marker_at(stmt->Ist.IMark.addr, stmt->Ist.IMark.len) != 0) {
         return True;
      }
   }
   return False;
}

/* Adds what is counted so far before control may leave the superblock. */
static void add_count(IRSB *sb, UInt *n)
{
   if (ms2_options->count_instructions && *n > 0) {
      ms2_clock_add_counter(sb, *n);
   }
   *n = 0;
}

IRSB *ms2_hook_instrument(VgCallbackClosure *closure, IRSB *in,
                          const VexGuestLayout *layout,
                          const VexGuestExtents *extents,
                          const VexArchInfo *arch, IRType guest_word,
                          IRType host_word)
{
   IRSB *sb;
   UInt n = 0;

   (void)closure, (void)layout, (void)extents, (void)arch;
   (void)guest_word, (void)host_word;
   if (!ms2_options->count_instructions && !has_marker(in)) {
      return in;
   }
   sb = deepCopyIRSBExceptStmts(in);
   for (Int i = 0; i < in->stmts_used; i++) {
      IRStmt *stmt = in->stmts[i];
      UChar operation = 0;

      if (stmt == NULL || stmt->tag == Ist_NoOp) {
         continue;
      }
      if (stmt->tag == Ist_IMark) {
         n++;
         operation = marker_at(stmt->Ist.IMark.addr, stmt->Ist.IMark.len);
      }
      if (stmt->tag == Ist_Exit || operation != 0) {
         add_count(sb, &n);
      }
      addStmtToIRSB(sb, stmt);
      if (operation != 0) {
         add_hook(sb, stmt->Ist.IMark.addr, operation);
      }
   }
   add_count(sb, &n);
   return sb;
}
