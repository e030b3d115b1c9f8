/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was touched of memory: a cell for each line of 64 bytes. */
#include "use/touches.h"

/* Cells that are looked at together. */
#define CELLS_A_WORD (sizeof(ULong) / sizeof(Ms2Touched))

Ms2Touched *ms2_touches_cells;
UChar ms2_touches_epoch = 1;

static ULong n_cells;

void ms2_touches_init(Ms2Touched *cells, ULong end)
{
   ms2_touches_cells = cells;
   n_cells = end >> MS2_LINE_SHIFT;
}

/* The lines of which some lies in [start, end), or those in it whole; what has
   no cells is left out. */
typedef struct {
   Addr first, behind;
} Lines;

static Lines lines_up_to(Addr first, Addr behind)
{
   Lines lines = {first, behind};

   if (lines.behind > n_cells)
      lines.behind = (Addr)n_cells;
   if (lines.first > lines.behind)
      lines.first = lines.behind;
   return lines;
}

/* The last line of memory has none behind it to overflow to. */
static Addr line_behind(Addr end)
{
   return (end >> MS2_LINE_SHIFT) + (end % MS2_LINE_BYTES > 0);
}

static Lines lines_of(Addr start, Addr end)
{
   if (end <= start)
      return lines_up_to(0, 0);
   return lines_up_to(start >> MS2_LINE_SHIFT, line_behind(end));
}

static Addr end_of(Addr start, SizeT bytes)
{
   return start + bytes >= start ? start + bytes : ~(Addr)0;
}

/* `member`: which of the two numbers of a cell. */
static void touch(Addr start, SizeT bytes, SizeT member)
{
   Lines lines = lines_of(start, end_of(start, bytes));
   UChar *epoch = (UChar *)&ms2_touches_cells[lines.first] + member;

   for (Addr i = lines.first; i < lines.behind; i++) {
      *epoch = ms2_touches_epoch;
      epoch += sizeof(Ms2Touched);
   }
}

void ms2_touches_read(Addr start, SizeT bytes)
{
   touch(start, bytes, offsetof(Ms2Touched, read));
}

void ms2_touches_write(Addr start, SizeT bytes)
{
   touch(start, bytes, offsetof(Ms2Touched, written));
}

static Bool begins_word(const Ms2Touched *cell)
{
   return (Addr)cell % sizeof(ULong) == 0;
}

/* A cell, or a word of them, as a number. */
static UShort value_of(const Ms2Touched *cell)
{
   UShort value;

   ms2_host_memcpy(&value, cell, sizeof value);
   return value;
}

static ULong word_of(const Ms2Touched *cells)
{
   return *(const ULong *)__builtin_assume_aligned(cells, sizeof(ULong));
}

/* Memory that was never touched has cells that were never touched either, and
   they shall stay no memory of ours. */
static void clear(Lines lines)
{
   static const Ms2Touched never;
   Ms2Touched *cell = &ms2_touches_cells[lines.first];
   Ms2Touched *behind = &ms2_touches_cells[lines.behind];

   while (cell < behind) {
      if (begins_word(cell) && behind - cell >= (Word)CELLS_A_WORD &&
          word_of(cell) == 0) {
         cell += CELLS_A_WORD;
      } else {
         if (value_of(cell) != 0)
            *cell = never;
         cell++;
      }
   }
}

void ms2_touches_clear(Addr start, Addr end)
{
   clear(lines_of(start, end));
}

void ms2_touches_clear_inside(Addr start, Addr end)
{
   clear(lines_up_to(line_behind(start), end >> MS2_LINE_SHIFT));
}

void ms2_touches_move(Addr from, Addr to, SizeT bytes)
{
   Lines old = lines_of(from, end_of(from, bytes));
   Lines new = lines_of(to, end_of(to, bytes));
   SizeT n = old.behind - old.first < new.behind - new.first
                 ? old.behind - old.first
                 : new.behind - new.first;

   ms2_host_memmove(&ms2_touches_cells[new.first],
                    &ms2_touches_cells[old.first],
                    n * sizeof *ms2_touches_cells);
}

/* How many of the n cells, from the first on, are as that one. */
static SizeT n_alike(const Ms2Touched *cells, SizeT n)
{
   UShort value = value_of(cells);
   ULong word = value * 0x0001000100010001ULL;
   SizeT i = 1;

   while (i < n && !begins_word(cells + i) && value_of(cells + i) == value)
      i++;
   if (i == n || !begins_word(cells + i))
      return i;
   while (i + CELLS_A_WORD <= n && word_of(cells + i) == word)
      i += CELLS_A_WORD;
   while (i < n && value_of(cells + i) == value)
      i++;
   return i;
}

Bool ms2_touches_next(Ms2TouchesRun *run)
{
   static const Ms2Touched never;
   Lines lines = lines_of(run->at, run->end);

   if (run->at >= run->end)
      return False;
   Addr end = run->end;
   run->touched = never;
   if (lines.first < lines.behind) {
      const Ms2Touched *cell = &ms2_touches_cells[lines.first];
      SizeT n = n_alike(cell, lines.behind - lines.first);
      run->touched = *cell;
      if (n < lines.behind - lines.first)
         end = (lines.first + n) << MS2_LINE_SHIFT;
   }
   run->bytes = end - run->at;
   run->at = end;
   return True;
}

void ms2_touches_renumber(Addr start, Addr end, const UChar *to)
{
   Lines lines = lines_of(start, end);
   Ms2Touched *cell = &ms2_touches_cells[lines.first];
   Ms2Touched *behind = &ms2_touches_cells[lines.behind];

   while (cell < behind) {
      if (begins_word(cell) && behind - cell >= (Word)CELLS_A_WORD &&
          word_of(cell) == 0) {
         cell += CELLS_A_WORD;
      } else {
         if (value_of(cell) != 0) {
            cell->written = to[cell->written];
            cell->read = to[cell->read];
         }
         cell++;
      }
   }
}
