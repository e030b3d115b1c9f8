/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clocks: superblocks executed, milliseconds, instructions. */
#include "host/clock.h"

#include "pub_tool_guest.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_machine.h"
#include "pub_tool_tooliface.h"

#include <stddef.h>

static struct {
   ULong slice_base;   /* superblocks done when the slice began */
   UInt slice_counter; /* the event counter at that moment */
   ULong superblocks;  /* read last, before the origin is taken off */
   ULong ms;           /* read last, since the start */
   UInt ms_raw;        /* the core's timer, which wraps after 49 days */
   ULong instructions; /* incremented by the instrumented code */
   ULong instructions_origin;
} clock;

ULong ms2_clock_origin;

static UInt read_event_counter(ThreadId tid)
{
   UInt counter;

   VG_(get_shadow_regs_area)(tid, (UChar *)&counter, 0,
                             offsetof(VexGuestArchState, host_EvC_COUNTER),
                             sizeof counter);
   return counter;
}

void ms2_clock_init(void)
{
   clock.ms_raw = VG_(read_millisecond_timer)();
}

void ms2_clock_start_slice(ThreadId tid, ULong superblocks)
{
   clock.slice_base = superblocks;
   clock.slice_counter = read_event_counter(tid);
   if (superblocks > clock.superblocks) {
      clock.superblocks = superblocks;
   }
}

ULong ms2_clock_superblocks_at(UInt event_counter)
{
   clock.superblocks =
       clock.slice_base + (UInt)(clock.slice_counter - event_counter);
   return clock.superblocks - ms2_clock_origin;
}

ULong ms2_clock_superblocks(ThreadId tid)
{
   return ms2_clock_superblocks_at(read_event_counter(tid));
}

ULong ms2_clock_last_superblocks(void)
{
   return clock.superblocks - ms2_clock_origin;
}

ULong ms2_clock_read_ms(void)
{
   UInt raw = VG_(read_millisecond_timer)();

   clock.ms += (UInt)(raw - clock.ms_raw);
   clock.ms_raw = raw;
   return clock.ms;
}

ULong ms2_clock_last_ms(void)
{
   return clock.ms;
}

ULong ms2_clock_instructions(void)
{
   return clock.instructions - clock.instructions_origin;
}

ULong ms2_clock_instructions_ever(void)
{
   return clock.instructions;
}

void ms2_clock_restart(void)
{
   ms2_clock_read_ms();
   clock.ms = 0;
   ms2_clock_origin = clock.superblocks;
   clock.instructions_origin = clock.instructions;
}

void ms2_clock_add_counter(IRSB *sb, UInt n)
{
   IRExpr *where = mkIRExpr_HWord((HWord)&clock.instructions);
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
