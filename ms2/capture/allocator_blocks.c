/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of allocators that the program has beside the C library's. */
#include "capture/allocator_blocks.h"

#include "pub_tool_mallocfree.h"

/* So few that a program with one such block costs little. */
#define FEWEST_SLOTS 1024U

static struct {
   Ms2Block *slots; /* NULL until there is a block */
   UInt mask;       /* one less than their number, which is a power of two */
   UInt n;          /* blocks */
} table;

/* Blocks are aligned: their addresses differ in the middle.  The golden ratio's
   multiple has that in its upper half. */
static UInt home_of(Addr address)
{
   return (UInt)(((ULong)address * 0x9E3779B97F4A7C15ULL) >> 32) & table.mask;
}

static UInt next_of(UInt slot)
{
   return (slot + 1) & table.mask;
}

static void put(const Ms2Block *block)
{
   UInt slot = home_of(block->place);

   while (table.slots[slot].place != 0)
      slot = next_of(slot);
   table.slots[slot] = *block;
}

static void grow(void)
{
   Ms2Block *old = table.slots;
   UInt n_old = old != NULL ? table.mask + 1 : 0;
   UInt n_slots = old != NULL ? 2 * n_old : FEWEST_SLOTS;

   table.slots =
       VG_(calloc)("ms2.allocator.blocks", n_slots, sizeof *table.slots);
   table.mask = n_slots - 1;
   for (UInt i = 0; i < n_old; i++) {
      if (old[i].place != 0)
         put(&old[i]);
   }
   VG_(free)(old);
}

void ms2_allocator_blocks_put(const Ms2Block *block)
{
   /* Half full at most: then a search looks at two or three slots. */
   if (table.slots == NULL || 2 * table.n > table.mask)
      grow();
   put(block);
   table.n++;
}

/* True if a block whose search begins at `home` and ends at `slot` comes by
   `hole` on its way. */
static Bool comes_by(UInt hole, UInt home, UInt slot)
{
   return ((slot - home) & table.mask) >= ((slot - hole) & table.mask);
}

static void close_hole(UInt hole)
{
   UInt slot = next_of(hole);

   while (table.slots[slot].place != 0) {
      if (comes_by(hole, home_of(table.slots[slot].place), slot)) {
         table.slots[hole] = table.slots[slot];
         hole = slot;
      }
      slot = next_of(slot);
   }
   table.slots[hole].place = 0;
}

Bool ms2_allocator_blocks_take(Addr address, Ms2Block *block)
{
   if (table.n == 0 || address == 0)
      return False;
   UInt slot = home_of(address);
   while (table.slots[slot].place != address) {
      if (table.slots[slot].place == 0)
         return False;
      slot = next_of(slot);
   }
   *block = table.slots[slot];
   close_hole(slot);
   table.n--;
   return True;
}

void ms2_allocator_blocks_each(void (*call)(const Ms2Block *block))
{
   for (UInt slot = 0; table.n > 0 && slot <= table.mask; slot++) {
      if (table.slots[slot].place != 0)
         call(&table.slots[slot]);
   }
}
