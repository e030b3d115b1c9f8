/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks that are not of our making: a table of address, size and context. */
#include "ms2_announced.h"

#include "ms2_heap.h"

#include "pub_tool_hashtable.h"
#include "pub_tool_mallocfree.h"

typedef struct _Announced {
   struct _Announced *next; /* these two are the table's */
   UWord address;
   Ms2Piece piece;
} Announced;

static VgHashTable *announced;

void ms2_announced_init(void)
{
   announced = VG_(HT_construct)("ms2.announced");
}

void ms2_announced_add(Addr address, SizeT bytes, UInt context,
                       ULong superblocks)
{
   Announced *block;

   ms2_announced_remove(address, superblocks);
   block = VG_(malloc)("ms2.announced.block", sizeof *block);
   block->address = address;
   block->piece.bytes = bytes;
   block->piece.context = context;
   VG_(HT_add_node)(announced, block);
   ms2_heap_alloc(block->piece, superblocks);
}

Bool ms2_announced_remove(Addr address, ULong superblocks)
{
   Announced *block = VG_(HT_remove)(announced, address);

   if (block == NULL) {
      return False;
   }
   ms2_heap_free(block->piece, superblocks);
   VG_(free)(block);
   return True;
}

Bool ms2_announced_move(const Ms2AnnouncedMove *move, ULong superblocks)
{
   Announced *block = VG_(HT_remove)(announced, move->from);
   Ms2Piece to = {move->bytes, move->context};

   if (block == NULL) {
      return False;
   }
   ms2_announced_remove(move->to, superblocks);
   ms2_heap_resize(block->piece, to, superblocks);
   block->address = move->to;
   block->piece = to;
   VG_(HT_add_node)(announced, block);
   return True;
}
