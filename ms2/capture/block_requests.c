/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: blocks that a program's own allocator announces.

   The requests are those of <valgrind/valgrind.h>. */
#include "capture/block_requests.h"

#include "capture/announced_blocks.h"
#include "base/clock.h"
#include "capture/call_stack.h"

#include "valgrind.h"

static void malloc_like(const Ms2Caller *caller, UWord address, SizeT size)
{
   ms2_announced_blocks_add(address, size, ms2_call_stack_context(caller),
                            caller);
}

static void resize_in_place(const Ms2Caller *caller, UWord address, SizeT size)
{
   Ms2ForeignBlocksMove move = {address, address, size,
                                ms2_call_stack_context(caller)};

   ms2_announced_blocks_move(&move, caller);
}

Bool ms2_block_requests_handle(ThreadId tid, UWord *args, UWord *result)
{
   if (args[0] != VG_USERREQ__MALLOCLIKE_BLOCK &&
       args[0] != VG_USERREQ__FREELIKE_BLOCK &&
       args[0] != VG_USERREQ__RESIZEINPLACE_BLOCK) {
      return False;
   }
   Ms2Caller caller = ms2_call_stack_caller(tid, ms2_clock_superblocks(tid));
   switch (args[0]) {
   case VG_USERREQ__MALLOCLIKE_BLOCK:
      malloc_like(&caller, args[1], args[2]);
      break;
   case VG_USERREQ__FREELIKE_BLOCK:
      ms2_announced_blocks_remove(args[1], &caller);
      break;
   default: resize_in_place(&caller, args[1], args[3]);
   }
   *result = 0;
   return True;
}
