/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparisons of the stack pointer in translated code. */
#include "capture/stack_hook.h"

#include "capture/stack_pointer.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"

/* A value that is so many bytes above another one, its origin.  Values of the
   same origin can be compared; 0 is no origin. */
typedef struct {
   UInt origin;
   Long bytes;
} Known;

static struct {
   const VexGuestLayout *layout;
   IRType word;
   Known sp;
   UInt n_origins;
   Bool unchecked; /* it may have fallen since the last comparison */
   Known *temps;   /* by temporary */
   Int n_temps;
} hook;

static Known new_origin(void)
{
   Known known = {++hook.n_origins, 0};

   return known;
}

void ms2_stack_hook_begin(const IRSB *in, const VexGuestLayout *layout,
                          IRType guest_word)
{
   Int n = in->tyenv->types_used;

   hook.layout = layout;
   hook.word = guest_word;
   hook.n_origins = 0;
   hook.sp = new_origin();
   hook.unchecked = True;
   if (n > hook.n_temps) {
      hook.n_temps = 2 * n;
      hook.temps = VG_(realloc)("ms2.stack.hook", hook.temps,
                                hook.n_temps * sizeof *hook.temps);
   }
   VG_(memset)(hook.temps, 0, n * sizeof *hook.temps);
}

/* ---- what is known of values -------------------------------------------- */

static Bool is_sp(Int offset, IRType type)
{
   return offset == hook.layout->offset_SP && type == hook.word;
}

static Bool touches_sp(Int offset, Int bytes)
{
   return offset < hook.layout->offset_SP + hook.layout->sizeof_SP &&
          offset + bytes > hook.layout->offset_SP;
}

static Bool constant_of(const IRExpr *expr, Long *value)
{
   if (expr->tag != Iex_Const)
      return False;
   switch (expr->Iex.Const.con->tag) {
   case Ico_U64: *value = (Long)expr->Iex.Const.con->Ico.U64; return True;
   case Ico_U32: *value = (Int)expr->Iex.Const.con->Ico.U32; return True;
   default: return False;
   }
}

static Known known_of(const IRExpr *expr)
{
   Known known;
   Long bytes;

   switch (expr->tag) {
   case Iex_RdTmp: return hook.temps[expr->Iex.RdTmp.tmp];
   case Iex_Get:
      return is_sp(expr->Iex.Get.offset, expr->Iex.Get.ty) ? hook.sp
                                                           : new_origin();
   case Iex_Binop:
      if (expr->Iex.Binop.arg1->tag != Iex_RdTmp ||
          !constant_of(expr->Iex.Binop.arg2, &bytes)) {
         return new_origin();
      }
      known = hook.temps[expr->Iex.Binop.arg1->Iex.RdTmp.tmp];
      switch (expr->Iex.Binop.op) {
      case Iop_Add32:
      case Iop_Add64: known.bytes += bytes; return known;
      case Iop_Sub32:
      case Iop_Sub64: known.bytes -= bytes; return known;
      default: return new_origin();
      }
   default: return new_origin();
   }
}

/* ---- what is added ------------------------------------------------------ */

static IRExpr *added(IRSB *sb, IRType type, IRExpr *expr)
{
   IRTemp temp = newIRTemp(sb->tyenv, type);

   addStmtToIRSB(sb, IRStmt_WrTmp(temp, expr));
   return IRExpr_RdTmp(temp);
}

static IRExpr *loaded(IRSB *sb, const void *where)
{
#if defined(VG_BIGENDIAN)
   const IREndness end = Iend_BE;
#else
   const IREndness end = Iend_LE;
#endif

   return added(sb, hook.word,
                IRExpr_Load(end, hook.word, mkIRExpr_HWord((HWord)where)));
}

static IRExpr *binop(IRSB *sb, IRType type, IROp op, IRExpr *a, IRExpr *b)
{
   return added(sb, type, IRExpr_Binop(op, a, b));
}

/* Backtraces are taken from these registers. */
static void add_call(IRSB *sb, IRDirty *call, IRExpr *guard)
{
   const Int offsets[] = {hook.layout->offset_SP, hook.layout->offset_FP,
                          hook.layout->offset_IP};
   const Int sizes[] = {hook.layout->sizeof_SP, hook.layout->sizeof_FP,
                        hook.layout->sizeof_IP};

   call->guard = guard;
   call->nFxState = 3;
   VG_(memset)(&call->fxState, 0, sizeof call->fxState);
   for (Int i = 0; i < call->nFxState; i++) {
      call->fxState[i].fx = Ifx_Read;
      call->fxState[i].offset = offsets[i];
      call->fxState[i].size = sizes[i];
   }
   addStmtToIRSB(sb, IRStmt_Dirty(call));
}

static void add_watermark_check(IRSB *sb)
{
   IRExpr *sp =
       added(sb, hook.word, IRExpr_Get(hook.layout->offset_SP, hook.word));
   IRExpr *watermark = loaded(sb, &ms2_stack_pointer_bounds.watermark);
   IROp op = hook.word == Ity_I64 ? Iop_CmpLT64U : Iop_CmpLT32U;

   add_call(sb,
            unsafeIRDirty_0_N(
                0, "ms2_stack_pointer_passed",
                VG_(fnptr_to_fnentry)((void *)ms2_stack_pointer_passed),
                mkIRExprVec_0()),
            binop(sb, Ity_I1, op, sp, watermark));
}

static void add_bounds_check(IRSB *sb, IRExpr *value)
{
   Bool wide = hook.word == Ity_I64;
   IRExpr *low = loaded(sb, &ms2_stack_pointer_bounds.low);
   IRExpr *bytes = loaded(sb, &ms2_stack_pointer_bounds.bytes);
   IRExpr *at = binop(sb, hook.word, wide ? Iop_Sub64 : Iop_Sub32, value, low);

   add_call(
       sb,
       unsafeIRDirty_0_N(0, "ms2_stack_pointer_left",
                         VG_(fnptr_to_fnentry)((void *)ms2_stack_pointer_left),
                         mkIRExprVec_1(value)),
       binop(sb, Ity_I1, wide ? Iop_CmpLE64U : Iop_CmpLE32U, bytes, at));
}

static void check_once(IRSB *sb)
{
   if (hook.unchecked) {
      add_watermark_check(sb);
      hook.unchecked = False;
   }
}

/* ---- statements --------------------------------------------------------- */

/* Something writes a part of the stack pointer, or more than it. */
static void before_odd_write(IRSB *sb)
{
   check_once(sb);
   hook.unchecked = True;
   hook.sp = new_origin();
}

static void before_put(IRSB *sb, IRExpr *value)
{
   Known known = known_of(value);

   if (known.origin == 0)
      known = new_origin(); /* of a kind of statement not looked at */
   if (known.origin != hook.sp.origin) {
      check_once(sb);
      add_bounds_check(sb, value);
      hook.unchecked = True;
   } else if (known.bytes > hook.sp.bytes) {
      check_once(sb);
   } else if (known.bytes < hook.sp.bytes) {
      hook.unchecked = True;
   }
   hook.sp = known;
}

static Bool writes_sp(const IRDirty *call)
{
   for (Int i = 0; i < call->nFxState; i++) {
      if (call->fxState[i].fx != Ifx_Read &&
          touches_sp(call->fxState[i].offset, call->fxState[i].size)) {
         return True;
      }
   }
   return False;
}

void ms2_stack_hook_before(IRSB *sb, const IRStmt *stmt)
{
   switch (stmt->tag) {
   case Ist_WrTmp:
      hook.temps[stmt->Ist.WrTmp.tmp] = known_of(stmt->Ist.WrTmp.data);
      break;
   case Ist_Put: {
      IRExpr *value = stmt->Ist.Put.data;
      IRType type = typeOfIRExpr(sb->tyenv, value);
      if (is_sp(stmt->Ist.Put.offset, type))
         before_put(sb, value);
      else if (touches_sp(stmt->Ist.Put.offset, sizeofIRType(type)))
         before_odd_write(sb);
      break;
   }
   case Ist_Dirty:
      if (writes_sp(stmt->Ist.Dirty.details))
         before_odd_write(sb);
      break;
   default: break;
   }
}
