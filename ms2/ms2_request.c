/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: blocks that a program's own allocator announces.

   Such a block lies in memory of the program's own, with no room for a header,
   so these live in a table.  The requests are those of <valgrind/valgrind.h>:
   VALGRIND_MALLOCLIKE_BLOCK, _FREELIKE_BLOCK and _RESIZEINPLACE_BLOCK. */
#include "ms2_request.h"

#include "ms2_clock.h"
#include "ms2_frames.h"
#include "ms2_heap.h"

#include "pub_tool_hashtable.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_tooliface.h"

#include "valgrind.h"

typedef struct _Announced {
   struct _Announced *next; /* these two are the table's */
   UWord address;
   Ms2Piece piece;
} Announced;

static VgHashTable *announced;

void ms2_request_init(void)
{
   announced = VG_(HT_construct)("ms2.request");
}

static UInt context_of(ThreadId tid)
{
   Ms2Caller caller = ms2_frames_caller(tid, ms2_clock_superblocks(tid));

   return ms2_frames_context(&caller);
}

static void free_like(ThreadId tid, UWord address)
{
   Announced *block = VG_(HT_remove)(announced, address);

   if (block != NULL) {
      ms2_heap_free(block->piece, ms2_clock_superblocks(tid));
      VG_(free)(block);
   }
}

/* A block announced where one is known already takes its place: the program
   forgot to say that it freed it. */
static void malloc_like(ThreadId tid, UWord address, SizeT size)
{
   Announced *block;

   free_like(tid, address);
   block = VG_(malloc)("ms2.request.block", sizeof *block);
   block->address = address;
   block->piece.bytes = size;
   block->piece.context = context_of(tid);
   VG_(HT_add_node)(announced, block);
   ms2_heap_alloc(block->piece, ms2_clock_superblocks(tid));
}

static void resize_in_place(ThreadId tid, UWord address, SizeT size)
{
   Announced *block = VG_(HT_lookup)(announced, address);

   if (block != NULL) {
      Ms2Piece to = {size, context_of(tid)};
      ms2_heap_resize(block->piece, to, ms2_clock_superblocks(tid));
      block->piece = to;
   }
}

static Bool handle(ThreadId tid, UWord *args, UWord *result)
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

void ms2_request_register(void)
{
   VG_(needs_client_requests)(handle);
}
