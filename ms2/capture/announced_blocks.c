/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks that are not of our making: a table of address, size and context. */
#include "capture/announced_blocks.h"

#include "capture/before_fall.h"
#include "model/heap.h"
#include "use/block_use.h"

#include "pub_tool_hashtable.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"

/* No block is larger than half of the address space, nor is all that is live at
   once than 47 bits, which is what a program has of a large one. */
#define MOST_BLOCK_BYTES ((SizeT)1 << (sizeof(SizeT) == 8 ? 47 : 31))
#define MOST_LIVE_BYTES (1ULL << 47)

typedef struct _Foreign {
   struct _Foreign *next; /* these two are the table's */
   UWord address;
   Ms2Block block;
} Foreign;

static struct {
   VgHashTable *blocks;
   Bool said; /* that a size is not credible */
} foreign_blocks;

void ms2_announced_blocks_init(void)
{
   foreign_blocks.blocks = VG_(HT_construct)("ms2.foreign_blocks");
}

/* A block may be announced right where one of malloc's begins, but they are
   two. */
static Addr place_of(Addr address)
{
   return ~address;
}

Addr ms2_announced_blocks_address(const Ms2Block *block)
{
   return ~block->place;
}

/* A size as the program has it, unless no block can be that large: of a wrong
   one the sums would overflow. */
static ULong credible(SizeT bytes)
{
   ULong live_bytes = ms2_heap_get()->live.bytes;

   if (bytes < MOST_BLOCK_BYTES && live_bytes + bytes < MOST_LIVE_BYTES)
      return bytes;
   if (!foreign_blocks.said) {
      foreign_blocks.said = True;
      VG_(umsg)("ms2: a block of %'lu bytes was announced, which can not be:"
                " taken as one of 0 (further ones are not reported)\n",
                bytes);
   }
   return 0;
}

void ms2_announced_blocks_add(Addr address, SizeT bytes, UInt context,
                              const Ms2Caller *caller)
{
   ms2_announced_blocks_remove(address, caller);
   Foreign *foreign =
       VG_(calloc)("ms2.foreign_blocks.block", 1, sizeof *foreign);
   foreign->address = address;
   foreign->block.bytes = credible(bytes);
   foreign->block.place = place_of(address);
   foreign->block.context = context;
   VG_(HT_add_node)(foreign_blocks.blocks, foreign);
   ms2_block_use_begins(&foreign->block, address, MS2_USE_SHARED_LINES);
   ms2_heap_alloc(&foreign->block, caller);
}

Bool ms2_announced_blocks_remove(Addr address, const Ms2Caller *caller)
{
   ms2_before_fall();
   Foreign *foreign = VG_(HT_remove)(foreign_blocks.blocks, address);

   if (foreign == NULL)
      return False;
   ms2_block_use_ends(&foreign->block, address, MS2_USE_SHARED_LINES);
   ms2_heap_free(&foreign->block, caller);
   VG_(free)(foreign);
   return True;
}

Bool ms2_announced_blocks_move(const Ms2ForeignBlocksMove *move,
                               const Ms2Caller *caller)
{
   ms2_before_fall();
   Foreign *foreign = VG_(HT_remove)(foreign_blocks.blocks, move->from);
   Ms2Block to = {.place = place_of(move->to), .context = move->context};

   if (foreign == NULL)
      return False;
   ms2_announced_blocks_remove(move->to, caller);
   to.bytes = credible(move->bytes);
   ms2_heap_resize(&foreign->block, &to, caller);
   const Ms2UseMove moved = {&foreign->block, &to, move->from, move->to,
                             MS2_USE_SHARED_LINES};
   ms2_block_use_moved(&moved);
   foreign->address = move->to;
   foreign->block = to;
   VG_(HT_add_node)(foreign_blocks.blocks, foreign);
   return True;
}

Bool ms2_announced_blocks_find(Addr address, SizeT *bytes)
{
   const Foreign *foreign = VG_(HT_lookup)(foreign_blocks.blocks, address);

   if (foreign == NULL)
      return False;
   *bytes = foreign->block.bytes;
   return True;
}

Addr *ms2_announced_blocks_within(Addr from, Addr end, UInt *n)
{
   UInt n_all = VG_(HT_count_nodes)(foreign_blocks.blocks);

   *n = 0;
   if (n_all == 0)
      return NULL;
   Addr *found =
       VG_(malloc)("ms2.foreign_blocks.within", n_all * sizeof *found);
   VG_(HT_ResetIter)(foreign_blocks.blocks);
   const Foreign *foreign;
   while ((foreign = VG_(HT_Next)(foreign_blocks.blocks)) != NULL) {
      if (foreign->address >= from && foreign->address < end)
         found[(*n)++] = foreign->address;
   }
   return found;
}

void ms2_announced_blocks_each(void (*call)(const Ms2Block *block))
{
   const Foreign *foreign;

   VG_(HT_ResetIter)(foreign_blocks.blocks);
   while ((foreign = VG_(HT_Next)(foreign_blocks.blocks)) != NULL)
      call(&foreign->block);
}
