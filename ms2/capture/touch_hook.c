/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marks of what translated code touches (--use). */
#include "capture/touch_hook.h"

#include "base/options.h"
#include "use/accesses.h"
#include "use/touches.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"

#include <stddef.h>

/* What is known of a temporary: it is the stack pointer, plus or minus
   something; or so many bytes from where it points were marked already, as read
   and as written. */
typedef struct {
   UChar is_sp;
   UChar marked[2]; /* by How */
} Known;

typedef enum { WRITE, READ } How;

static struct {
   Int sp_offset;
   IRType word;
   Known *temps;
   Int n_temps, n_slots;
   IRExpr *cells, *epoch; /* loaded in this superblock; or NULL */
} hook;

void ms2_touch_hook_begin(const IRSB *in, const VexGuestLayout *layout,
                          IRType guest_word)
{
   Int n = in->tyenv->types_used;

   hook.sp_offset = layout->offset_SP;
   hook.word = guest_word;
   hook.cells = hook.epoch = NULL;
   if (n > hook.n_slots) {
      hook.n_slots = 2 * n;
      hook.temps = VG_(realloc)("ms2.touch.hook", hook.temps,
                                hook.n_slots * sizeof *hook.temps);
   }
   hook.n_temps = n;
   VG_(memset)(hook.temps, 0, n * sizeof *hook.temps);
}

/* ---- expressions -------------------------------------------------------- */

static Bool is_wide(void)
{
   return hook.word == Ity_I64;
}

static IRExpr *added(IRSB *sb, IRType type, IRExpr *expr)
{
   IRTemp temp = newIRTemp(sb->tyenv, type);

   addStmtToIRSB(sb, IRStmt_WrTmp(temp, expr));
   return IRExpr_RdTmp(temp);
}

static IRExpr *add(IRSB *sb, IRExpr *a, IRExpr *b)
{
   return added(sb, hook.word,
                IRExpr_Binop(is_wide() ? Iop_Add64 : Iop_Add32, a, b));
}

static IREndness endness(void)
{
#if defined(VG_BIGENDIAN)
   return Iend_BE;
#else
   return Iend_LE;
#endif
}

static IRExpr *loaded(IRSB *sb, IRType type, const void *where)
{
   return added(sb, type,
                IRExpr_Load(endness(), type, mkIRExpr_HWord((HWord)where)));
}

/* ---- what is marked ----------------------------------------------------- */

static Known *known_of(const IRExpr *address)
{
   if (address->tag != Iex_RdTmp || (Int)address->Iex.RdTmp.tmp >= hook.n_temps)
      return NULL;
   return &hook.temps[address->Iex.RdTmp.tmp];
}

/* Both are the same for all marks up to the next call of a helper, which may
   begin another epoch. */
static void load_once(IRSB *sb)
{
   if (hook.cells == NULL)
      hook.cells = loaded(sb, hook.word, &ms2_touches_cells);
   if (hook.epoch == NULL)
      hook.epoch = loaded(sb, Ity_I8, &ms2_touches_epoch);
}

/* The address of a cell's byte, in a form that becomes one operand: cells +
   (line << 1) + 0 or 1. */
static IRExpr *byte_of(IRSB *sb, IRExpr *address, How how)
{
   IRExpr *line = added(sb, hook.word,
                        IRExpr_Binop(is_wide() ? Iop_Shr64 : Iop_Shr32, address,
                                     IRExpr_Const(IRConst_U8(MS2_LINE_SHIFT))));
   IRExpr *offset = added(sb, hook.word,
                          IRExpr_Binop(is_wide() ? Iop_Shl64 : Iop_Shl32, line,
                                       IRExpr_Const(IRConst_U8(1))));
   IRExpr *cell = add(sb, hook.cells, offset);

   return how == WRITE
              ? cell
              : add(sb, cell, mkIRExpr_HWord(offsetof(Ms2Touched, read)));
}

_Static_assert(sizeof(Ms2Touched) == 2 && offsetof(Ms2Touched, written) == 0,
               "a cell is found as byte_of does");

/* Where the guard does not hold, something else is written. */
static void mark(IRSB *sb, IRExpr *address, How how, IRExpr *guard)
{
   static UChar nowhere;

   load_once(sb);
   IRExpr *where = byte_of(sb, address, how);
   if (guard != NULL) {
      where = added(sb, hook.word,
                    IRExpr_ITE(guard, where, mkIRExpr_HWord((HWord)&nowhere)));
   }
   addStmtToIRSB(sb, IRStmt_Store(endness(), where, hook.epoch));
}

/* Calls the counter where the address lies in a chunk with blocks. */
static void add_count(IRSB *sb, IRExpr *address, Int bytes, How how,
                      IRExpr *guard)
{
   const HChar *name =
       how == WRITE ? "ms2_accesses_write" : "ms2_accesses_read";
   void *function =
       how == WRITE ? (void *)ms2_accesses_write : (void *)ms2_accesses_read;
   Int shift = is_wide() ? 3 : 2; /* bytes of a pointer */

   if (guard != NULL)
      address =
          added(sb, hook.word, IRExpr_ITE(guard, address, mkIRExpr_HWord(0)));
   IRExpr *number =
       added(sb, hook.word,
             IRExpr_Binop(is_wide() ? Iop_Shr64 : Iop_Shr32, address,
                          IRExpr_Const(IRConst_U8(MS2_CHUNK_SHIFT))));
   IRExpr *offset =
       added(sb, hook.word,
             IRExpr_Binop(is_wide() ? Iop_Shl64 : Iop_Shl32, number,
                          IRExpr_Const(IRConst_U8(shift))));
   IRExpr *place = add(sb, offset, mkIRExpr_HWord((HWord)ms2_accesses_table));
   IRExpr *chunk =
       added(sb, hook.word, IRExpr_Load(endness(), hook.word, place));
   IRDirty *call =
       unsafeIRDirty_0_N(0, name, VG_(fnptr_to_fnentry)(function),
                         mkIRExprVec_3(address, chunk, mkIRExpr_HWord(bytes)));
   call->guard = added(sb, Ity_I1,
                       IRExpr_Binop(is_wide() ? Iop_CmpNE64 : Iop_CmpNE32,
                                    chunk, mkIRExpr_HWord(0)));
   addStmtToIRSB(sb, IRStmt_Dirty(call));
}

/* An access may reach over two lines: its first and its last byte are marked.
   An address that is a constant is that of a variable, and what lies at the
   stack pointer is no heap. */
static void touch(IRSB *sb, IRExpr *address, Int bytes, How how, IRExpr *guard)
{
   Known *known = known_of(address);
   Known none = {0, {0, 0}};

   if (known == NULL)
      known = &none;
   if (address->tag != Iex_RdTmp || known->is_sp)
      return;
   if (ms2_options->access_counts)
      add_count(sb, address, bytes, how, guard);
   if (known->marked[how] == 0)
      mark(sb, address, how, guard);
   if (bytes > 1 && known->marked[how] < bytes)
      mark(sb, add(sb, address, mkIRExpr_HWord(bytes - 1)), how, guard);
   if (guard == NULL && known->marked[how] < bytes)
      known->marked[how] = (UChar)bytes;
}

/* ---- statements --------------------------------------------------------- */

static Bool is_of_sp(const IRExpr *expr)
{
   return expr->tag == Iex_RdTmp && (Int)expr->Iex.RdTmp.tmp < hook.n_temps &&
          hook.temps[expr->Iex.RdTmp.tmp].is_sp;
}

static Bool derives_from_sp(const IRExpr *expr)
{
   switch (expr->tag) {
   case Iex_Get: return expr->Iex.Get.offset == hook.sp_offset;
   case Iex_RdTmp: return is_of_sp(expr);
   case Iex_Binop:
      switch (expr->Iex.Binop.op) {
      case Iop_Add32:
      case Iop_Add64:
      case Iop_Sub32:
      case Iop_Sub64:
         return is_of_sp(expr->Iex.Binop.arg1) &&
                expr->Iex.Binop.arg2->tag == Iex_Const;
      default: return False;
      }
   default: return False;
   }
}

static void after_assignment(IRSB *sb, const IRStmt *stmt)
{
   const IRExpr *data = stmt->Ist.WrTmp.data;

   if (data->tag == Iex_Load)
      touch(sb, data->Iex.Load.addr, sizeofIRType(data->Iex.Load.ty), READ,
            NULL);
   else if (derives_from_sp(data))
      hook.temps[stmt->Ist.WrTmp.tmp].is_sp = True;
}

static Int bytes_of(const IRSB *sb, const IRExpr *expr)
{
   return sizeofIRType(typeOfIRExpr(sb->tyenv, expr));
}

static void after_guarded_load(IRSB *sb, const IRLoadG *load)
{
   IRType loaded_type, widened;

   typeOfIRLoadGOp(load->cvt, &widened, &loaded_type);
   touch(sb, load->addr, sizeofIRType(loaded_type), READ, load->guard);
}

/* One that fails has read; whether it has written is not looked at. */
static void after_cas(IRSB *sb, const IRCAS *cas)
{
   Int bytes = bytes_of(sb, cas->dataLo) * (cas->dataHi != NULL ? 2 : 1);

   touch(sb, cas->addr, bytes, READ, NULL);
   touch(sb, cas->addr, bytes, WRITE, NULL);
}

static void after_llsc(IRSB *sb, const IRStmt *stmt)
{
   const IRExpr *data = stmt->Ist.LLSC.storedata;

   if (data == NULL) {
      touch(sb, stmt->Ist.LLSC.addr,
            sizeofIRType(typeOfIRTemp(sb->tyenv, stmt->Ist.LLSC.result)), READ,
            NULL);
   } else {
      touch(sb, stmt->Ist.LLSC.addr, bytes_of(sb, data), WRITE, NULL);
   }
}

/* All lines of what a helper reads or writes. */
static void touch_all(IRSB *sb, const IRDirty *call, How how)
{
   for (Int i = 0; i < call->mSize; i += MS2_LINE_BYTES) {
      touch(sb, i == 0 ? call->mAddr : add(sb, call->mAddr, mkIRExpr_HWord(i)),
            call->mSize - i < (Int)MS2_LINE_BYTES ? call->mSize - i
                                                  : (Int)MS2_LINE_BYTES,
            how, call->guard);
   }
}

void ms2_touch_hook_forget(void)
{
   hook.epoch = NULL;
   for (Int i = 0; i < hook.n_temps; i++)
      hook.temps[i].marked[READ] = hook.temps[i].marked[WRITE] = 0;
}

static void after_helper(IRSB *sb, const IRDirty *call)
{
   ms2_touch_hook_forget();
   if (call->mFx == Ifx_Read || call->mFx == Ifx_Modify)
      touch_all(sb, call, READ);
   if (call->mFx == Ifx_Write || call->mFx == Ifx_Modify)
      touch_all(sb, call, WRITE);
}

void ms2_touch_hook_after(IRSB *sb, const IRStmt *stmt)
{
   const IRStoreG *store;

   switch (stmt->tag) {
   case Ist_WrTmp: after_assignment(sb, stmt); return;
   case Ist_Store:
      touch(sb, stmt->Ist.Store.addr, bytes_of(sb, stmt->Ist.Store.data), WRITE,
            NULL);
      return;
   case Ist_StoreG:
      store = stmt->Ist.StoreG.details;
      touch(sb, store->addr, bytes_of(sb, store->data), WRITE, store->guard);
      return;
   case Ist_LoadG: after_guarded_load(sb, stmt->Ist.LoadG.details); return;
   case Ist_CAS: after_cas(sb, stmt->Ist.CAS.details); return;
   case Ist_LLSC: after_llsc(sb, stmt); return;
   case Ist_Dirty: after_helper(sb, stmt->Ist.Dirty.details); return;
   default: return;
   }
}
