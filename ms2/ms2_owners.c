/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks belong to which pool. */
#include "ms2_owners.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_mallocfree.h"

typedef struct _Owned {
   struct _Owned *next; /* these two are the table's */
   UWord block;
   Addr owner;
} Owned;

void ms2_owners_set(Ms2Owners *owners, Addr block, Addr owner)
{
   Owned *owned;

   if (owners->table == NULL) {
      owners->table = VG_(HT_construct)("ms2.owners");
   }
   owned = VG_(HT_lookup)(owners->table, block);
   if (owned == NULL) {
      owned = VG_(malloc)("ms2.owners.block", sizeof *owned);
      owned->block = block;
      VG_(HT_add_node)(owners->table, owned);
   }
   owned->owner = owner;
}

void ms2_owners_forget(Ms2Owners *owners, Addr block)
{
   if (owners->table != NULL) {
      VG_(free)(VG_(HT_remove)(owners->table, block));
   }
}

Addr *ms2_owners_find(const Ms2Owners *owners, Addr owner, UInt *n)
{
   Addr *blocks;
   Owned *owned;

   *n = 0;
   if (owners->table == NULL || VG_(HT_count_nodes)(owners->table) == 0) {
      return NULL;
   }
   blocks = VG_(malloc)("ms2.owners.found",
                        VG_(HT_count_nodes)(owners->table) * sizeof *blocks);
   VG_(HT_ResetIter)(owners->table);
   while ((owned = VG_(HT_Next)(owners->table)) != NULL) {
      if (owned->owner == owner) {
         blocks[(*n)++] = owned->block;
      }
   }
   return blocks;
}
