/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: blocks that a program's own allocator announces.

   The requests are those of <valgrind/valgrind.h>. */
#include "ms2_request.h"

#include "ms2_announced.h"
#include "ms2_clock.h"
#include "ms2_frames.h"

#include "valgrind.h"

static UInt context_of(ThreadId tid)
{
   Ms2Caller caller = ms2_frames_caller(tid, ms2_clock_superblocks(tid));

   return ms2_frames_context(&caller);
}

static void malloc_like(ThreadId tid, UWord address, SizeT size)
{
   ms2_announced_add(address, size, context_of(tid),
                     ms2_clock_superblocks(tid));
}

static void free_like(ThreadId tid, UWord address)
{
   ms2_announced_remove(address, ms2_clock_superblocks(tid));
}

static void resize_in_place(ThreadId tid, UWord address, SizeT size)
{
   Ms2AnnouncedMove move = {address, address, size, context_of(tid)};

   ms2_announced_move(&move, ms2_clock_superblocks(tid));
}

Bool ms2_request_handle(ThreadId tid, UWord *args, UWord *result)
{
   switch (args[0]) {
   case VG_USERREQ__MALLOCLIKE_BLOCK: malloc_like(tid, args[1], args[2]); break;
   case VG_USERREQ__FREELIKE_BLOCK: free_like(tid, args[1]); break;
   case VG_USERREQ__RESIZEINPLACE_BLOCK:
      resize_in_place(tid, args[1], args[3]);
      break;
   default: return False;
   }
   *result = 0;
   return True;
}
