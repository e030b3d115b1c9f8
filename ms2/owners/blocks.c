/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All blocks that live, and which of them an address lies in. */
#include "owners/blocks.h"

#define PAGE_SHIFT 12
#define PAGE_BYTES (1U << PAGE_SHIFT)

/* A block that reaches over more pages than this has none of them in the index,
   which would become as large as it is. */
#define MOST_PAGES 256

void ms2_blocks_init(Ms2Blocks *blocks, UInt n_most)
{
   ms2_host_memset(blocks, 0, sizeof *blocks);
   blocks->n_most = n_most;
   blocks->entries = ms2_host_alloc("ms2.owners.blocks",
                                    (n_most + 1UL) * sizeof(Ms2BlocksEntry));
   blocks->spread = ms2_array_new("ms2.owners.spread", sizeof(UInt));
}

void ms2_blocks_release(Ms2Blocks *blocks)
{
   ms2_host_free(blocks->entries);
   ms2_host_free(blocks->pages);
   ms2_array_free(blocks->spread);
}

void ms2_blocks_add(Ms2Blocks *blocks, Addr start, ULong bytes, UInt context)
{
   MS2_ASSERT(blocks->n < blocks->n_most, "there is room for all blocks");
   UInt block = blocks->n++;
   Ms2BlocksEntry *entry = &blocks->entries[block];

   entry->start_and_low = (ULong)start << 16 | (bytes & 0xFFFF);
   entry->high = (UInt)(bytes >> 16);
   entry->context = context;
   if (blocks->n_in_order == block &&
       (block == 0 || ms2_blocks_start(blocks, block - 1) < start)) {
      blocks->n_in_order++;
   }
}

/* ---- in order ----------------------------------------------------------- */

/* Of two that begin at one place the one in which the other lies comes first:
   the larger one, or, as where an operator new has called malloc, the one that
   is not recorded. */
static Int compare(const void *a, const void *b)
{
   const Ms2BlocksEntry *one = a, *other = b;
   const ULong start = one->start_and_low >> 16;
   const ULong other_start = other->start_and_low >> 16;
   const ULong bytes = ms2_blocks_entry_bytes(one);
   const ULong other_bytes = ms2_blocks_entry_bytes(other);

   if (start != other_start)
      return start < other_start ? -1 : 1;
   if (bytes != other_bytes)
      return bytes > other_bytes ? -1 : 1;
   return one->context < other->context ? -1 : one->context > other->context;
}

/* The blocks that came in order, and the sorted others, become one. */
static void merge(Ms2Blocks *blocks)
{
   UInt n_others = blocks->n - blocks->n_in_order;
   Ms2BlocksEntry *others =
       ms2_host_alloc("ms2.owners.blocks", n_others * sizeof *others);
   UInt in_order = blocks->n_in_order;

   ms2_host_memcpy(others, &blocks->entries[in_order],
                   n_others * sizeof *others);
   for (UInt to = blocks->n; n_others > 0;) {
      Bool is_other = in_order == 0 || compare(&blocks->entries[in_order - 1],
                                               &others[n_others - 1]) < 0;
      blocks->entries[--to] =
          is_other ? others[--n_others] : blocks->entries[--in_order];
   }
   ms2_host_free(others);
}

static void sort(Ms2Blocks *blocks)
{
   UInt n_others = blocks->n - blocks->n_in_order;

   if (n_others == 0)
      return;
   ms2_host_sort(&blocks->entries[blocks->n_in_order], n_others,
                 sizeof(Ms2BlocksEntry), compare);
   merge(blocks);
   blocks->n_in_order = blocks->n;
}

static Addr end_of(const Ms2Blocks *blocks, UInt block)
{
   return ms2_blocks_start(blocks, block) + ms2_blocks_bytes(blocks, block);
}

/* A block in which the next one lies goes. */
static void drop_pools(Ms2Blocks *blocks)
{
   UInt n = 0;

   for (UInt i = 0; i < blocks->n; i++) {
      if (i + 1 < blocks->n &&
          end_of(blocks, i) > ms2_blocks_start(blocks, i + 1)) {
         if (blocks->entries[i].context != 0)
            blocks->pool_bytes += ms2_blocks_bytes(blocks, i);
         blocks->n_pools++;
         continue;
      }
      blocks->entries[n++] = blocks->entries[i];
   }
   blocks->n = n;
}

/* ---- the index ---------------------------------------------------------- */

static UInt slot_of(const Ms2Blocks *blocks, Addr page)
{
   return (UInt)((page * 0x9E3779B97F4A7C15ULL) >> 32) & blocks->mask;
}

static Addr first_page(const Ms2Blocks *blocks, UInt block)
{
   return ms2_blocks_start(blocks, block) >> PAGE_SHIFT;
}

/* The last page with a byte of the block, or with its start if it has none. */
static Addr last_page(const Ms2Blocks *blocks, UInt block)
{
   Addr start = ms2_blocks_start(blocks, block);
   Addr end = end_of(blocks, block);

   return (end > start ? end - 1 : start) >> PAGE_SHIFT;
}

static Bool is_spread(const Ms2Blocks *blocks, UInt block)
{
   return last_page(blocks, block) - first_page(blocks, block) >= MOST_PAGES;
}

/* Calls for each page and the first block that lies in it. */
static void each_page(const Ms2Blocks *blocks,
                      void (*call)(Ms2Blocks *blocks, Addr page, UInt block),
                      Ms2Blocks *with)
{
   Addr next = 0; /* pages below have had their block */

   for (UInt i = 0; i < blocks->n; i++) {
      if (is_spread(blocks, i))
         continue;
      Addr last = last_page(blocks, i);
      for (Addr page = first_page(blocks, i); page <= last; page++) {
         if (page >= next)
            call(with, page, i);
      }
      if (last + 1 > next)
         next = last + 1;
   }
}

static void count_page(Ms2Blocks *blocks, Addr page, UInt block)
{
   (void)page, (void)block;
   blocks->mask++;
}

static void add_page(Ms2Blocks *blocks, Addr page, UInt block)
{
   UInt slot = slot_of(blocks, page);

   while (blocks->pages[slot].number != 0)
      slot = (slot + 1) & blocks->mask;
   Ms2BlocksPage *row = &blocks->pages[slot];
   row->number = page + 1;
   row->first = block;
   Addr start = ms2_blocks_start(blocks, block);
   Addr next = block + 1 < blocks->n ? ms2_blocks_start(blocks, block + 1) : 0;
   if (start >> PAGE_SHIFT == page && next >> PAGE_SHIFT == page) {
      row->start = start % PAGE_BYTES;
      row->step = (UShort)(next - start);
   }
}

static void make_index(Ms2Blocks *blocks)
{
   UInt n_slots = 16;

   blocks->mask = 0;
   each_page(blocks, count_page, blocks);
   while (n_slots < 2 * blocks->mask)
      n_slots *= 2;
   blocks->mask = n_slots - 1;
   blocks->pages = ms2_host_alloc_zeroed("ms2.owners.pages", n_slots,
                                         sizeof blocks->pages[0]);
   each_page(blocks, add_page, blocks);
}

void ms2_blocks_settle(Ms2Blocks *blocks)
{
   sort(blocks);
   drop_pools(blocks);
   make_index(blocks);
   blocks->lo = ~(Addr)0;
   for (UInt i = 0; i < blocks->n; i++) {
      if (is_spread(blocks, i))
         *(UInt *)ms2_array_add(blocks->spread) = i;
   }
   if (blocks->n > 0) {
      blocks->lo = ms2_blocks_start(blocks, 0);
      blocks->hi = end_of(blocks, blocks->n - 1) + 1;
   }
}

/* ---- which block -------------------------------------------------------- */

static Bool lies_in(const Ms2Blocks *blocks, UInt block, Addr address)
{
   Addr offset = address - ms2_blocks_start(blocks, block);

   return offset < ms2_blocks_bytes(blocks, block) || offset == 0;
}

/* The last block that starts at the address or before it, in [lo, hi), of which
   the first one does. */
static UInt last_between(const Ms2Blocks *blocks, UInt lo, UInt hi,
                         Addr address)
{
   while (hi - lo > 1) {
      UInt middle = lo + (hi - lo) / 2;
      if (ms2_blocks_start(blocks, middle) <= address)
         lo = middle;
      else
         hi = middle;
   }
   return lo;
}

/* The same from `first` on, where it probably is `guess` or near it. */
static UInt last_near(const Ms2Blocks *blocks, UInt first, UInt guess,
                      Addr address)
{
   UInt n = 1; /* doubles until it is too much */

   if (ms2_blocks_start(blocks, guess) > address) {
      while (n < guess - first && ms2_blocks_start(blocks, guess - n) > address)
         n *= 2;
      return last_between(blocks, n < guess - first ? guess - n : first, guess,
                          address);
   }
   while (guess + n < blocks->n &&
          ms2_blocks_start(blocks, guess + n) <= address)
      n *= 2;
   return last_between(blocks, guess + n / 2,
                       guess + n < blocks->n ? guess + n : blocks->n, address);
}

/* The last block that begins at the address or before it, of those in its page;
   or MS2_BLOCKS_NONE. */
static UInt last_in_page(const Ms2Blocks *blocks, const Ms2BlocksPage *page,
                         Addr address)
{
   UInt guess = page->first;

   if (page->step != 0) {
      UInt offset = address % PAGE_BYTES;
      if (offset < page->start)
         return MS2_BLOCKS_NONE;
      guess += (offset - page->start) / page->step;
      guess = guess < blocks->n ? guess : blocks->n - 1;
   } else if (ms2_blocks_start(blocks, page->first) > address) {
      return MS2_BLOCKS_NONE;
   }
   return last_near(blocks, page->first, guess, address);
}

static UInt spread_at(const Ms2Blocks *blocks, Addr address)
{
   UInt lo = 0;
   UInt hi = blocks->spread->n;

   while (lo < hi) {
      UInt middle = lo + (hi - lo) / 2;
      UInt block = *(UInt *)ms2_array_get(blocks->spread, middle);
      if (ms2_blocks_start(blocks, block) > address)
         hi = middle;
      else if (lies_in(blocks, block, address))
         return block;
      else
         lo = middle + 1;
   }
   return MS2_BLOCKS_NONE;
}

UInt ms2_blocks_at(const Ms2Blocks *blocks, Addr address)
{
   if (address < blocks->lo || address >= blocks->hi)
      return MS2_BLOCKS_NONE;
   Addr page = address >> PAGE_SHIFT;
   UInt slot = slot_of(blocks, page);
   while (blocks->pages[slot].number != 0 &&
          blocks->pages[slot].number != page + 1) {
      slot = (slot + 1) & blocks->mask;
   }
   if (blocks->pages[slot].number != 0) {
      UInt block = last_in_page(blocks, &blocks->pages[slot], address);
      if (block != MS2_BLOCKS_NONE && lies_in(blocks, block, address))
         return block;
   }
   return spread_at(blocks, address);
}

UInt ms2_blocks_first_behind(const Ms2Blocks *blocks, Addr address)
{
   UInt lo = 0;
   UInt hi = blocks->n;

   while (lo < hi) {
      UInt middle = lo + (hi - lo) / 2;
      if (end_of(blocks, middle) > address)
         hi = middle;
      else
         lo = middle + 1;
   }
   return lo;
}
