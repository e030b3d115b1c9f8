/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting the instructions that the program executes. */
#include "capture/instructions.h"

#include "base/clock.h"

#include "pub_tool_basics.h"
#include "pub_tool_tooliface.h"

void ms2_instructions_count(IRSB *sb, UInt n)
{
   IRExpr *where = mkIRExpr_HWord((HWord)&ms2_clock.instructions);
   IRTemp before = newIRTemp(sb->tyenv, Ity_I64);
   IRTemp after = newIRTemp(sb->tyenv, Ity_I64);
#if defined(VG_BIGENDIAN)
   const IREndness end = Iend_BE;
#else
   const IREndness end = Iend_LE;
#endif

   addStmtToIRSB(sb, IRStmt_WrTmp(before, IRExpr_Load(end, Ity_I64, where)));
   addStmtToIRSB(
       sb, IRStmt_WrTmp(after, IRExpr_Binop(Iop_Add64, IRExpr_RdTmp(before),
                                            IRExpr_Const(IRConst_U64(n)))));
   addStmtToIRSB(sb, IRStmt_Store(end, where, IRExpr_RdTmp(after)));
}
