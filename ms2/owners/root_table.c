/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What roots are. */
#include "owners/root_table.h"

#include "base/map.h"

static struct {
   Ms2Array *roots; /* of Ms2Root */
   Ms2Map map;
} table;

void ms2_root_table_init(void)
{
   table.roots = ms2_array_new("ms2.owners.roots", sizeof(Ms2Root));
   ms2_map_init(&table.map, "ms2.owners.roots");
}

static Bool is_same(const Ms2Root *a, const Ms2Root *b)
{
   return a->kind == b->kind && a->object == b->object &&
          a->address == b->address && a->thread == b->thread &&
          a->code == b->code && a->node == b->node &&
          ms2_host_strcmp(a->text, b->text) == 0;
}

static ULong hash_of(const Ms2Root *root)
{
   ULong numbers = (ULong)root->object << 32 | root->node;

   return ms2_map_hash(ms2_map_hash(root->address, numbers),
                       (ULong)root->thread << 32 | root->code << 3 |
                           root->kind);
}

UInt ms2_root_table_number(const Ms2Root *root)
{
   ULong hash = hash_of(root);
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(&table.map, hash, &at); i != MS2_MAP_NONE;
        i = ms2_map_next(&table.map, &at)) {
      if (is_same(ms2_root_table_get(i), root))
         return i;
   }
   UInt number = table.roots->n;
   Ms2Root *added = ms2_array_add(table.roots);
   *added = *root;
   added->text = ms2_host_strdup("ms2.owners.roots", root->text);
   ms2_map_add(&table.map, hash, number);
   return number;
}

UInt ms2_root_table_n(void)
{
   return table.roots->n;
}

const Ms2Root *ms2_root_table_get(UInt number)
{
   return ms2_array_get(table.roots, number);
}
