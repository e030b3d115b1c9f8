/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: pools of memory, whose pieces are announced.

      pools            address -> flags
      pieces           which pieces are of which pool: they end with it
      foreign blocks   the pieces of a plain pool: they are blocks
      stores           the pieces of a metapool: they are none, but blocks that
                       are announced inside of one may end with it */
#include "capture/mempool.h"

#include "capture/announced_blocks.h"
#include "base/clock.h"
#include "capture/call_stack.h"
#include "capture/owned_blocks.h"

#include "pub_tool_hashtable.h"
#include "pub_tool_mallocfree.h"

#include "valgrind.h"

/* Not in the oldest headers. */
#define AUTO_FREE 1
#define METAPOOL 2

typedef struct _Pool {
   struct _Pool *next; /* these two are the table's */
   UWord address;
   UWord flags;
} Pool;

/* A piece of a metapool. */
typedef struct _Store {
   struct _Store *next; /* these two are the table's */
   UWord address;
   SizeT bytes;
} Store;

static struct {
   VgHashTable *pools;
   VgHashTable *stores;
   Ms2OwnedBlocks pieces; /* of all pools, metapools too */
} mempool;

/* One request, as its arguments are numbered in <valgrind/valgrind.h>. */
typedef struct {
   const Ms2Caller *caller;
   const UWord *args;
   Pool *pool; /* the one that args[1] names, or NULL */
} Request;

static void create(UWord address, UWord flags)
{
   Pool *pool = VG_(HT_lookup)(mempool.pools, address);

   if (pool == NULL) {
      pool = VG_(calloc)("ms2.mempool", 1, sizeof *pool);
      pool->address = address;
      VG_(HT_add_node)(mempool.pools, pool);
   }
   pool->flags = flags;
}

static void end_store(const Request *request, Addr address)
{
   Store *store = VG_(HT_remove)(mempool.stores, address);

   if (store == NULL)
      return;
   if (request->pool->flags & AUTO_FREE) {
      UInt n;
      Addr *blocks =
          ms2_announced_blocks_within(address, address + store->bytes, &n);
      for (UInt i = 0; i < n; i++)
         ms2_announced_blocks_remove(blocks[i], request->caller);
      VG_(free)(blocks);
   }
   VG_(free)(store);
}

static void end_piece(const Request *request, Addr address)
{
   ms2_owned_blocks_forget(&mempool.pieces, address);
   if (request->pool->flags & METAPOOL)
      end_store(request, address);
   else
      ms2_announced_blocks_remove(address, request->caller);
}

static void destroy(const Request *request)
{
   UInt n;
   Addr *pieces =
       ms2_owned_blocks_find(&mempool.pieces, request->pool->address, &n);

   for (UInt i = 0; i < n; i++)
      end_piece(request, pieces[i]);
   VG_(free)(pieces);
   VG_(free)(VG_(HT_remove)(mempool.pools, request->pool->address));
}

static void alloc(const Request *request)
{
   Addr address = request->args[2];
   SizeT bytes = request->args[3];

   if (request->pool->flags & METAPOOL) {
      Store *store = VG_(calloc)("ms2.mempool.store", 1, sizeof *store);
      end_piece(request, address);
      store->address = address;
      store->bytes = bytes;
      VG_(HT_add_node)(mempool.stores, store);
   } else {
      ms2_announced_blocks_add(address, bytes,
                               ms2_call_stack_context(request->caller),
                               request->caller);
   }
   ms2_owned_blocks_set(&mempool.pieces, address, request->pool->address);
}

/* Another address and size for a piece. */
static void change(const Request *request, Addr from, Addr to, SizeT bytes)
{
   Ms2ForeignBlocksMove move = {from, to, bytes, 0};
   SizeT old;

   if (!ms2_announced_blocks_find(from, &old) || (from == to && bytes == old))
      return;
   move.context = ms2_call_stack_context(request->caller);
   ms2_announced_blocks_move(&move, request->caller);
   ms2_owned_blocks_forget(&mempool.pieces, from);
   ms2_owned_blocks_set(&mempool.pieces, to, request->pool->address);
}

/* What lies outside of the range ends. */
static void trim(const Request *request)
{
   Addr from = request->args[2];
   Addr end = from + request->args[3];
   UInt n;
   Addr *pieces =
       ms2_owned_blocks_find(&mempool.pieces, request->pool->address, &n);

   for (UInt i = 0; i < n; i++) {
      Addr piece = pieces[i];
      SizeT bytes = 0;
      if (!ms2_announced_blocks_find(piece, &bytes))
         continue;
      Addr piece_end = piece + bytes;
      if (piece >= end || piece_end <= from) {
         end_piece(request, piece);
      } else {
         Addr lo = piece > from ? piece : from;
         Addr hi = piece_end < end ? piece_end : end;
         change(request, piece, lo, hi - lo);
      }
   }
   VG_(free)(pieces);
}

static void move(const Request *request)
{
   UInt n;
   Addr to = request->args[2];
   Addr *pieces =
       ms2_owned_blocks_find(&mempool.pieces, request->pool->address, &n);

   create(to, request->pool->flags);
   for (UInt i = 0; i < n; i++)
      ms2_owned_blocks_set(&mempool.pieces, pieces[i], to);
   VG_(free)(pieces);
   if (to != request->pool->address)
      VG_(free)(VG_(HT_remove)(mempool.pools, request->pool->address));
}

static void perform(const Request *request)
{
   const UWord *args = request->args;

   switch (args[0]) {
   case VG_USERREQ__DESTROY_MEMPOOL: destroy(request); break;
   case VG_USERREQ__MEMPOOL_ALLOC: alloc(request); break;
   case VG_USERREQ__MEMPOOL_FREE: end_piece(request, args[2]); break;
   case VG_USERREQ__MEMPOOL_TRIM: trim(request); break;
   case VG_USERREQ__MOVE_MEMPOOL: move(request); break;
   case VG_USERREQ__MEMPOOL_CHANGE:
      change(request, args[2], args[3], args[4]);
      break;
   default: break;
   }
}

Bool ms2_mempool_handle(ThreadId tid, UWord *args, UWord *result)
{
   Ms2Caller caller;
   Request request = {&caller, args, NULL};

   if (args[0] < VG_USERREQ__CREATE_MEMPOOL ||
       args[0] > VG_USERREQ__MEMPOOL_EXISTS) {
      return False;
   }
   if (mempool.pools == NULL) {
      mempool.pools = VG_(HT_construct)("ms2.mempool");
      mempool.stores = VG_(HT_construct)("ms2.mempool");
   }
   request.pool = VG_(HT_lookup)(mempool.pools, args[1]);
   *result = args[0] == VG_USERREQ__MEMPOOL_EXISTS && request.pool != NULL;
   if (args[0] == VG_USERREQ__CREATE_MEMPOOL) {
      create(args[1], args[4]);
   } else if (request.pool != NULL) {
      caller = ms2_call_stack_caller(tid, ms2_clock_superblocks(tid));
      perform(&request);
   }
   return True;
}
