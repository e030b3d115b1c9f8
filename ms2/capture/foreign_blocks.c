/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks that are not of our making: a table of address, size and context. */
#include "capture/foreign_blocks.h"

#include "model/heap.h"

#include "pub_tool_hashtable.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"

/* No block is larger than half of the address space, nor is all that is live at
   once than 47 bits, which is what a program has of a large one. */
#define MOST_BLOCK_BYTES ((SizeT)1 << (sizeof(SizeT) == 8 ? 47 : 31))
#define MOST_LIVE_BYTES (1ULL << 47)

typedef struct _Announced {
   struct _Announced *next; /* these two are the table's */
   UWord address;
   Ms2Piece piece;
} Announced;

static struct {
   VgHashTable *blocks;
   Bool said; /* that a size is not credible */
} announced;

void ms2_announced_init(void)
{
   announced.blocks = VG_(HT_construct)("ms2.announced");
}

/* A block may be announced right where one of malloc's begins, but they are
   two. */
static Addr place_of(Addr address)
{
   return ~address;
}

/* A size as the program has it, unless no block can be that large: of a wrong
   one the sums would overflow. */
static ULong credible(SizeT bytes)
{
   ULong live_bytes = ms2_heap_get()->live.bytes;

   if (bytes < MOST_BLOCK_BYTES && live_bytes + bytes < MOST_LIVE_BYTES) {
      return bytes;
   }
   if (!announced.said) {
      announced.said = True;
      VG_(umsg)("ms2: a block of %'lu bytes was announced, which can not be:"
                " taken as one of 0 (further ones are not reported)\n",
                bytes);
   }
   return 0;
}

void ms2_announced_add(Addr address, SizeT bytes, UInt context,
                       const Ms2Caller *caller)
{
   Announced *block;

   ms2_announced_remove(address, caller);
   block = VG_(calloc)("ms2.announced.block", 1, sizeof *block);
   block->address = address;
   block->piece.bytes = credible(bytes);
   block->piece.place = place_of(address);
   block->piece.context = context;
   VG_(HT_add_node)(announced.blocks, block);
   ms2_heap_alloc(&block->piece, caller);
}

Bool ms2_announced_remove(Addr address, const Ms2Caller *caller)
{
   Announced *block = VG_(HT_remove)(announced.blocks, address);

   if (block == NULL) {
      return False;
   }
   ms2_heap_free(&block->piece, caller);
   VG_(free)(block);
   return True;
}

Bool ms2_announced_move(const Ms2AnnouncedMove *move, const Ms2Caller *caller)
{
   Announced *block = VG_(HT_remove)(announced.blocks, move->from);
   Ms2Piece to = {.place = place_of(move->to), .context = move->context};

   if (block == NULL) {
      return False;
   }
   ms2_announced_remove(move->to, caller);
   to.bytes = credible(move->bytes);
   ms2_heap_resize(&block->piece, &to, caller);
   block->address = move->to;
   block->piece = to;
   VG_(HT_add_node)(announced.blocks, block);
   return True;
}

Bool ms2_announced_find(Addr address, SizeT *bytes)
{
   const Announced *block = VG_(HT_lookup)(announced.blocks, address);

   if (block == NULL) {
      return False;
   }
   *bytes = block->piece.bytes;
   return True;
}

Addr *ms2_announced_within(Addr from, Addr end, UInt *n)
{
   UInt n_all = VG_(HT_count_nodes)(announced.blocks);
   Addr *found;
   const Announced *block;

   *n = 0;
   if (n_all == 0) {
      return NULL;
   }
   found = VG_(malloc)("ms2.announced.within", n_all * sizeof *found);
   VG_(HT_ResetIter)(announced.blocks);
   while ((block = VG_(HT_Next)(announced.blocks)) != NULL) {
      if (block->address >= from && block->address < end) {
         found[(*n)++] = block->address;
      }
   }
   return found;
}
