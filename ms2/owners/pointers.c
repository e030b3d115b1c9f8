/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the program's memory for pointers to blocks. */
#include "owners/pointers.h"

#define WORD sizeof(UWord)

/* A table of virtual functions is looked at so far, and has so many. */
#define TABLE_WORDS 20
#define FEWEST_FUNCTIONS 2

/* No table lies in the first page. */
#define FIRST_PAGE_BYTES 4096

static UWord word_at(Addr address)
{
   return *(const UWord *)address;
}

static Bool is_readable(const Ms2Pointers *pointers, Addr start, SizeT bytes)
{
   if (start >= pointers->from && start + bytes <= pointers->end)
      return True;
   const Ms2Range *range = ms2_ranges_find(pointers->readable, start);
   return range != NULL && start + bytes <= range->end;
}

/* ---- pointers to the inside --------------------------------------------- */

/* The four kinds are memcheck's (--leak-check-heuristics=all, its manual's
   section on leak detection), so that both say the same. */

/* Before C++11 a string's text stood behind its length, the room that it has
   and a count of its users. */
static Bool is_string(const UWord *block, ULong bytes, ULong offset)
{
   return offset == 3 * WORD && block[1] < bytes && block[0] <= block[1] &&
          3 * WORD + block[1] + 1 == bytes;
}

/* Behind its own size: as SQLite's allocator does. */
static Bool is_behind_size(const UWord *block, ULong bytes, ULong offset)
{
   return offset == sizeof(ULong) && *(const ULong *)block > 0 &&
          *(const ULong *)block == bytes - sizeof(ULong);
}

/* Of an array whose elements have destructors: behind their number. */
static Bool is_array(const UWord *block, ULong bytes, ULong offset)
{
   return offset == WORD && block[0] > 0 && (bytes - WORD) % block[0] == 0;
}

static Bool is_table(const Ms2Pointers *pointers, Addr table)
{
   if (table % WORD != 0 || table < FIRST_PAGE_BYTES)
      return False;
   const Ms2Range *file = ms2_ranges_find(pointers->readable, table);
   if (file == NULL || file->sort != MS2_POINTERS_FILE)
      return False;
   UInt n_functions = 0;
   for (UInt i = 0; i <= TABLE_WORDS; i++) {
      Addr at = table + i * WORD;
      if (at + WORD > file->end)
         break;
      if (word_at(at) == 0)
         continue;
      const Ms2Range *code = ms2_ranges_find(pointers->readable, word_at(at));
      if (code == NULL || code->access != MS2_POINTERS_CODE)
         return False;
      if (++n_functions == FEWEST_FUNCTIONS)
         return True;
   }
   return False;
}

/* To a base class that is not the first: there stands its table, and another
   one at the start. */
static Bool is_base_class(const Ms2Pointers *pointers, const UWord *block,
                          ULong bytes, ULong offset)
{
   return offset % WORD == 0 && offset + WORD <= bytes &&
          is_table(pointers, block[offset / WORD]) &&
          is_table(pointers, block[0]);
}

/* Each offset is below the size, so that what stands in front of it is there.
 */
static Bool is_as_start(const Ms2Pointers *pointers, UInt block, ULong offset)
{
   Addr start = ms2_blocks_start(pointers->blocks, block);
   ULong bytes = ms2_blocks_bytes(pointers->blocks, block);
   const UWord *words = (const UWord *)start;

   return start % WORD == 0 && offset >= WORD &&
          is_readable(pointers, start, bytes) &&
          (is_string(words, bytes, offset) ||
           is_behind_size(words, bytes, offset) ||
           is_array(words, bytes, offset) ||
           is_base_class(pointers, words, bytes, offset));
}

/* ---- reading ------------------------------------------------------------ */

Bool ms2_pointers_of(const Ms2Pointers *pointers, UWord word, Ms2Pointer *found)
{
   UInt block = ms2_blocks_at(pointers->blocks, word);

   if (block == MS2_BLOCKS_NONE)
      return False;
   ULong offset = word - ms2_blocks_start(pointers->blocks, block);
   found->block = block;
   found->offset = offset < ~0U ? (UInt)offset : ~0U;
   found->is_start = offset == 0 || is_as_start(pointers, block, offset);
   return True;
}

/* True if there is something to be read in [*at, end), and *at is there. */
static Bool reach_range(Ms2Pointers *pointers, Addr *at, Addr end)
{
   if (*at >= pointers->from && *at < pointers->end)
      return True;
   const Ms2Range *range = ms2_ranges_first(pointers->readable, *at, end);
   if (range == NULL)
      return False;
   pointers->from = range->start;
   pointers->end = range->end;
   if (*at < range->start)
      *at = range->start;
   return True;
}

Bool ms2_pointers_next(Ms2Pointers *pointers, Addr *at, Addr end,
                       Ms2Pointer *found)
{
   const Addr lo = pointers->blocks->lo;
   const Addr n_bytes = pointers->blocks->hi - lo;

   end -= end % WORD;
   *at = (*at + WORD - 1) / WORD * WORD;
   while (*at < end && reach_range(pointers, at, end)) {
      const Addr stop = end < pointers->end ? end : pointers->end;
      for (Addr a = *at; a < stop; a += WORD) {
         if (word_at(a) - lo < n_bytes &&
             ms2_pointers_of(pointers, word_at(a), found)) {
            *at = a + WORD;
            return True;
         }
      }
      *at = stop;
   }
   return False;
}
