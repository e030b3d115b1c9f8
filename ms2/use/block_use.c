/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What becomes of a block's lines as it begins, moves and ends. */
#include "use/block_use.h"

#include "base/options.h"
#include "model/context.h"
#include "use/accesses.h"
#include "use/use.h"
#include "use/touches.h"

static void clear(Addr start, Addr end, Ms2UseLines lines)
{
   if (lines == MS2_USE_OWN_LINES)
      ms2_touches_clear(start, end);
   else
      ms2_touches_clear_inside(start, end);
}

/* Lines that belong to one block alone tell whom an access counts for. */
static void add_to_counts(const Ms2Block *block, Addr address,
                          Ms2UseLines lines)
{
   if (ms2_options->access_counts && lines == MS2_USE_OWN_LINES &&
       ms2_context_is_recorded(block->context)) {
      ms2_accesses_add_block(address, block->bytes, block->context);
   }
}

static void remove_from_counts(const Ms2Block *block, Addr address,
                               Ms2UseLines lines)
{
   if (ms2_options->access_counts && lines == MS2_USE_OWN_LINES &&
       ms2_context_is_recorded(block->context)) {
      ms2_accesses_remove_block(address, block->bytes);
   }
}

void ms2_block_use_begins(const Ms2Block *block, Addr address,
                          Ms2UseLines lines)
{
   if (!ms2_options->touches)
      return;
   ms2_use_pass();
   clear(address, address + block->bytes, lines);
   add_to_counts(block, address, lines);
}

void ms2_block_use_ends(const Ms2Block *block, Addr address, Ms2UseLines lines)
{
   if (!ms2_options->touches)
      return;
   if (ms2_context_is_recorded(block->context))
      ms2_use_end(block, address);
   clear(address, address + block->bytes, lines);
   remove_from_counts(block, address, lines);
}

void ms2_block_use_before_fall(void)
{
   if (ms2_options->touches)
      ms2_use_before_fall();
}

static Addr next_line(Addr address)
{
   return (address + MS2_LINE_BYTES - 1) & -(Addr)MS2_LINE_BYTES;
}

/* What the allocator copied it touched itself, where that is the program's
   own: so only what is behind it is new. */
static void move_lines(const Ms2UseMove *move, SizeT kept_bytes)
{
   Bool fits = (move->from ^ move->to) % MS2_LINE_BYTES == 0;

   if (fits) {
      clear(move->to, move->to + kept_bytes, move->lines);
      ms2_touches_move(move->from, move->to, kept_bytes);
   }
   clear(move->from, move->from + move->old->bytes, move->lines);
}

void ms2_block_use_moved(const Ms2UseMove *move)
{
   SizeT from_bytes = move->old->bytes, to_bytes = move->new->bytes;
   SizeT kept_bytes = from_bytes < to_bytes ? from_bytes : to_bytes;

   if (!ms2_options->touches)
      return;
   if (ms2_context_is_recorded(move->old->context))
      ms2_use_resize(move->old, move->from);
   if (move->to != move->from) {
      move_lines(move, kept_bytes);
   } else if (from_bytes > kept_bytes) {
      clear(next_line(move->from + kept_bytes), move->from + from_bytes,
            move->lines);
   }
   if (to_bytes > kept_bytes) {
      clear(next_line(move->to + kept_bytes), move->to + to_bytes, move->lines);
   }
   remove_from_counts(move->old, move->from, move->lines);
   add_to_counts(move->new, move->to, move->lines);
}
