/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks belong to which pool.

      owners   pool A  -> [ block 1 ] <-> [ block 2 ] <-> [ block 3 ]
               pool B  -> [ block 4 ]
      blocks   address -> [ block ], which knows its owner

   Two hash tables, and a list for each owner. */
#include "capture/owned_blocks.h"

#include "pub_tool_mallocfree.h"

/* A pool that has blocks. */
typedef struct _Owner {
   struct _Owner *next; /* these two are the table's */
   UWord address;
   struct _Owned *first;
   UInt n;
} Owner;

typedef struct _Owned {
   struct _Owned *next; /* these two are the table's */
   UWord block;
   Owner *owner;
   struct _Owned *before, *after; /* of the same owner */
} Owned;

static void add(Owner *owner, Owned *owned)
{
   owned->owner = owner;
   owned->before = NULL;
   owned->after = owner->first;
   if (owner->first != NULL)
      owner->first->before = owned;
   owner->first = owned;
   owner->n++;
}

/* An owner without blocks is none. */
static void take_out(Ms2OwnedBlocks *owners, Owned *owned)
{
   Owner *owner = owned->owner;

   if (owned->before != NULL)
      owned->before->after = owned->after;
   else
      owner->first = owned->after;
   if (owned->after != NULL)
      owned->after->before = owned->before;
   if (--owner->n == 0)
      VG_(free)(VG_(HT_remove)(owners->owners, owner->address));
}

static Owner *owner_get(Ms2OwnedBlocks *owners, Addr address)
{
   Owner *owner = VG_(HT_lookup)(owners->owners, address);

   if (owner == NULL) {
      owner = VG_(calloc)("ms2.owners.owner", 1, sizeof *owner);
      owner->address = address;
      VG_(HT_add_node)(owners->owners, owner);
   }
   return owner;
}

void ms2_owned_blocks_set(Ms2OwnedBlocks *owners, Addr block, Addr owner)
{
   if (owners->blocks == NULL) {
      owners->blocks = VG_(HT_construct)("ms2.owners");
      owners->owners = VG_(HT_construct)("ms2.owners");
   }
   Owned *owned = VG_(HT_lookup)(owners->blocks, block);
   if (owned != NULL) {
      take_out(owners, owned);
   } else {
      owned = VG_(malloc)("ms2.owners.block", sizeof *owned);
      owned->block = block;
      VG_(HT_add_node)(owners->blocks, owned);
   }
   add(owner_get(owners, owner), owned);
}

void ms2_owned_blocks_forget(Ms2OwnedBlocks *owners, Addr block)
{
   if (owners->blocks == NULL)
      return;
   Owned *owned = VG_(HT_remove)(owners->blocks, block);
   if (owned != NULL) {
      take_out(owners, owned);
      VG_(free)(owned);
   }
}

Addr *ms2_owned_blocks_find(const Ms2OwnedBlocks *owners, Addr owner, UInt *n)
{
   const Owner *found =
       owners->owners ? VG_(HT_lookup)(owners->owners, owner) : NULL;

   *n = 0;
   if (found == NULL)
      return NULL;
   Addr *blocks = VG_(malloc)("ms2.owners.found", found->n * sizeof *blocks);
   for (const Owned *owned = found->first; owned; owned = owned->after)
      blocks[(*n)++] = owned->block;
   return blocks;
}
