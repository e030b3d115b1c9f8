/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The in-line hook: the recorder called from translated code. */
#include "capture/hook.h"

#include "capture/allocator_objects.h"
#include "capture/tracked_calls.h"
#include "host/event_counter.h"
#include "capture/instructions.h"
#include "capture/malloc.h"
#include "capture/marker.h"
#include "base/options.h"
#include "record/writer.h"
#include "capture/stack_hook.h"
#include "capture/touch_hook.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_guest.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_threadstate.h"
#include "pub_tool_vki.h"

#include <stddef.h>

#if defined(VGP_amd64_linux)

/* The operation of the marker that ends right before `address`, or 0 if there
   is none.  Looked for from its store, since a superblock may begin there. */
static UChar marker_before(Addr address)
{
   static const UChar prefix[] = MS2_MARKER_PREFIX;
   const UChar *code = (const UChar *)(address - MS2_MARKER_BYTES);

   if (address % VKI_PAGE_SIZE < MS2_MARKER_BYTES &&
       !VG_(am_is_valid_for_client)((Addr)code, MS2_MARKER_BYTES,
                                    VKI_PROT_READ)) {
      return 0;
   }
   if (VG_(memcmp)(code, prefix, sizeof prefix) != 0)
      return 0;
   return code[sizeof prefix];
}

static Ms2Caller caller_from(const VexGuestAMD64State *guest)
{
   Ms2Caller caller = {VG_(get_running_tid)(), guest->guest_RIP,
                       guest->guest_RSP, guest->guest_RBP,
                       ms2_event_counter_superblocks(guest->host_EvC_COUNTER)};

   return caller;
}

/* The pair of words of a marker, in the client's memory. */
typedef ULong *Pair;

static void hook_malloc(VexGuestAMD64State *guest, Pair pair)
{
   Ms2Caller caller = caller_from(guest);

   pair[0] = (ULong)ms2_malloc_alloc(&caller, pair[0], ms2_malloc_min_align());
}

static void hook_free(VexGuestAMD64State *guest, Pair pair)
{
   Ms2Caller caller = caller_from(guest);

   ms2_malloc_free(&caller, (void *)pair[0]);
}

static void hook_calloc(VexGuestAMD64State *guest, Pair pair)
{
   Ms2Caller caller = caller_from(guest);

   pair[0] = (ULong)ms2_malloc_calloc(&caller, pair[0], pair[1]);
}

static void hook_realloc(VexGuestAMD64State *guest, Pair pair)
{
   Ms2Caller caller = caller_from(guest);

   pair[0] = (ULong)ms2_malloc_realloc(&caller, (void *)pair[0], pair[1]);
}

static void hook_memalign(VexGuestAMD64State *guest, Pair pair)
{
   Ms2Caller caller = caller_from(guest);

   pair[0] = (ULong)ms2_malloc_alloc(&caller, pair[1], pair[0]);
}

static void hook_usable(VexGuestAMD64State *guest, Pair pair)
{
   (void)guest;
   pair[0] = ms2_malloc_usable_size((void *)pair[0]);
}

static void hook_in_use(VexGuestAMD64State *guest, Pair pair)
{
   (void)guest;
   pair[0] = ms2_malloc_in_use();
}

static void hook_most_used(VexGuestAMD64State *guest, Pair pair)
{
   (void)guest;
   pair[0] = ms2_malloc_most_used();
}

typedef void (*Hook)(VexGuestAMD64State *guest, Pair pair);

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
    [MS2_MARKER_IN_USE] = {"ms2_hook_in_use", hook_in_use},
    [MS2_MARKER_MOST_USED] = {"ms2_hook_most_used", hook_most_used},
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

/* Adds the call behind the marker's store, whose address is the pair's. */
static void add_hook(IRSB *sb, UChar operation, IRExpr *pair)
{
   tl_assert2(operation < sizeof hooks / sizeof hooks[0],
              "preload object and tool are of one version");
   IRDirty *call =
       unsafeIRDirty_0_N(0, hooks[operation].name,
                         VG_(fnptr_to_fnentry)((void *)hooks[operation].hook),
                         mkIRExprVec_2(IRExpr_GSPTR(), pair));
   declare_registers(call);
   addStmtToIRSB(sb, IRStmt_Dirty(call));
   ms2_writer_set_recorder("inline");
}

#else

static UChar marker_before(Addr address)
{
   (void)address;
   return 0;
}

static void add_hook(IRSB *sb, UChar operation, IRExpr *pair)
{
   (void)sb, (void)operation, (void)pair;
}

#endif

/* VEX may have followed calls into this superblock, so a marker can stand at
   any instruction of it. */
static Bool has_marker(const IRSB *sb)
{
   for (Int i = 0; i < sb->stmts_used; i++) {
      const IRStmt *stmt = sb->stmts[i];
      if (stmt != NULL && stmt->tag == Ist_IMark &&
          marker_before(stmt->Ist.IMark.addr) != 0) {
         return True;
      }
   }
   return False;
}

/* Adds what is counted so far before control may leave the superblock. */
static void add_count(IRSB *sb, UInt *n)
{
   if (ms2_options->count_instructions && *n > 0)
      ms2_instructions_count(sb, *n);
   *n = 0;
}

/* A call that was added behind a statement may change what marks rest on. */
static void after_statement(IRSB *sb, const IRStmt *stmt, Int n_before)
{
   if (sb->stmts_used > n_before)
      ms2_touch_hook_forget();
   ms2_touch_hook_after(sb, stmt);
}

/* Copies a superblock, with what is to be added. */
static void copy_statements(IRSB *sb, const IRSB *in)
{
   UInt n = 0;          /* instructions not counted yet */
   Bool first = True;   /* no instruction was met yet */
   UChar operation = 0; /* of the marker that this instruction belongs to */

   for (Int i = 0; i < in->stmts_used; i++) {
      IRStmt *stmt = in->stmts[i];

      if (stmt == NULL || stmt->tag == Ist_NoOp)
         continue;
      if (stmt->tag == Ist_IMark) {
         operation = marker_before(stmt->Ist.IMark.addr);
         n++;
      }
      if (stmt->tag == Ist_Exit)
         add_count(sb, &n);
      if (ms2_options->stacks)
         ms2_stack_hook_before(sb, stmt);
      addStmtToIRSB(sb, stmt);
      Int n_before = sb->stmts_used;
      if (stmt->tag == Ist_IMark) {
         if (ms2_tracked_calls_any())
            ms2_tracked_calls_add_enter(sb, stmt->Ist.IMark.addr);
         if (first && ms2_allocator_objects_any())
            ms2_allocator_objects_add(sb, stmt->Ist.IMark.addr);
         first = False;
      }
      if (stmt->tag == Ist_Store && operation != 0) {
         add_count(sb, &n);
         add_hook(sb, operation, stmt->Ist.Store.addr);
         operation = 0;
      }
      if (ms2_options->touches)
         after_statement(sb, stmt, n_before);
   }
   add_count(sb, &n);
   if (ms2_tracked_calls_any())
      ms2_tracked_calls_add_leave(sb);
}

IRSB *ms2_hook_instrument(VgCallbackClosure *closure, IRSB *in,
                          const VexGuestLayout *layout,
                          const VexGuestExtents *extents,
                          const VexArchInfo *arch, IRType guest_word,
                          IRType host_word)
{
   IRSB *sb;

   (void)extents, (void)arch, (void)host_word;
   if (closure->readdr != closure->nraddr &&
       ms2_allocator_objects_stays(closure->nraddr)) {
      sb = deepCopyIRSBExceptStmts(in);
      ms2_allocator_objects_lead_back(sb, closure->nraddr);
      return sb;
   }
   if (!ms2_options->count_instructions && !ms2_tracked_calls_any() &&
       !ms2_options->stacks && !ms2_options->touches && !has_marker(in)) {
      return in;
   }
   sb = deepCopyIRSBExceptStmts(in);
   if (ms2_options->stacks)
      ms2_stack_hook_begin(in, layout, guest_word);
   if (ms2_options->touches)
      ms2_touch_hook_begin(in, layout, guest_word);
   copy_statements(sb, in);
   return sb;
}
