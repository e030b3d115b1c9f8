/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mapped pages of the client: what lies where.

   The same bytes stand in two tables.  Ranges say what lies where, mappers how
   much there is of each kind from each node:

      ranges    0x10000 .. 0x18000   node 5, anonymous, writable
                0x18000 .. 0x19000   node 5, anonymous, no access
      mappers   node 5, anonymous    32 KiB   counted, 1 mapping
                node 5, reserved      4 KiB

   What one call mapped is one mapping as long as any of it is there: ranges
   have its number as their owner.  It counts at the mapper of the kind that
   most of it is.

   An event changes the ranges at once, and tells the mappers what that means;
   commit() at its end lets these do it. */
#include "model/mappings.h"

#include "base/array.h"
#include "base/pool.h"
#include "model/mappers.h"

#include "ms2_format.h"

#define ONE(name, number, is_counted, text) +1
#define N_KINDS (1 MS2_FORMAT_PAGE_KINDS(ONE)) /* kind 0 is none */

/* What one call mapped, or several of one place that lie side by side. */
typedef struct {
   UInt node;
   UInt n_calls;   /* that made it */
   UInt kind;      /* at whose mapper it counts; 0: at none */
   UInt n_counted; /* as so many */
   Bool is_noted;  /* in `resized` */
   ULong bytes[N_KINDS];
} Mapping;

/* With more ranges than a process has mappings by default (vm.max_map_count)
   those of one place side by side become one mapping. */
#define MOST_RANGES 65530

static struct {
   Ms2Ranges ranges;
   Ms2Pool mappings;  /* of Mapping; number 0 is not used */
   Ms2Array *unused;  /* of UInt: mappings of which nothing is left */
   Ms2Array *resized; /* of UInt: mappings, by the event that is going on */
   Ms2Array *pieces;  /* of Ms2Range: what goes back to `ranges` */
   Ms2Array *moved;   /* of Ms2Range: of what moves, what was given back */
} pages;

void ms2_mappings_init(void)
{
   ms2_ranges_init(&pages.ranges, "ms2.pages.ranges");
   ms2_pool_init(&pages.mappings, "ms2.pages.mapping", sizeof(Mapping));
   ms2_pool_add(&pages.mappings);
   pages.unused = ms2_array_new("ms2.pages", sizeof(UInt));
   pages.resized = ms2_array_new("ms2.pages", sizeof(UInt));
   pages.pieces = ms2_array_new("ms2.pages", sizeof(Ms2Range));
   pages.moved = ms2_array_new("ms2.pages", sizeof(Ms2Range));
}

static Bool is_given_back(const Ms2Range *range)
{
   return range->access == MS2_MAPPINGS_GIVEN_BACK ||
          range->access == MS2_MAPPINGS_GIVEN_UP;
}

static UInt kind_of(const Ms2Range *range)
{
   if (is_given_back(range))
      return MS2_PAGES_given_back;
   switch (range->sort) {
   case MS2_MAPPINGS_BREAK: return MS2_PAGES_break;
   case MS2_MAPPINGS_FILE: return MS2_PAGES_file;
   case MS2_MAPPINGS_SHARED: return MS2_PAGES_shared;
   case MS2_MAPPINGS_MEMORY:
      return range->access == MS2_MAPPINGS_NO_ACCESS ? MS2_PAGES_shared
                                                     : MS2_PAGES_shared_memory;
   default: break;
   }
   if (range->access == MS2_MAPPINGS_NO_ACCESS)
      return MS2_PAGES_reserved;
   if (range->sort == MS2_MAPPINGS_STACK) {
      return range->access == MS2_MAPPINGS_LEFT ? MS2_PAGES_left_stack
                                                : MS2_PAGES_stack;
   }
   return range->access == MS2_MAPPINGS_WRITABLE ? MS2_PAGES_anonymous
                                                 : MS2_PAGES_readonly;
}

static Mapping *mapping_get(UInt number)
{
   return ms2_pool_get(&pages.mappings, number);
}

/* The mapping of a range that comes or goes. */
static Mapping *resized(const Ms2Range *range)
{
   Mapping *mapping = mapping_get(range->owner);

   if (!mapping->is_noted) {
      mapping->is_noted = True;
      *(UInt *)ms2_array_add(pages.resized) = range->owner;
   }
   return mapping;
}

static void count(const Ms2Range *range)
{
   Mapping *mapping = resized(range);
   ULong bytes = range->end - range->start;
   UInt kind = kind_of(range);

   mapping->bytes[kind] += bytes;
   ms2_mappers_add(mapping->node, kind, bytes, 0);
}

static void uncount(const Ms2Range *range)
{
   Mapping *mapping = resized(range);
   ULong bytes = range->end - range->start;
   UInt kind = kind_of(range);

   mapping->bytes[kind] -= bytes;
   ms2_mappers_remove(mapping->node, kind, bytes, 0);
}

/* The neighbour that a range would join if mappings were not told apart. */
static const Ms2Range *neighbour_of(const Ms2Range *range)
{
   const Ms2Range *left = range->start > 0
                              ? ms2_ranges_find(&pages.ranges, range->start - 1)
                              : NULL;

   return left != NULL && mapping_get(left->owner)->node == range->owner &&
                  kind_of(left) == kind_of(range)
              ? left
              : NULL;
}

/* A mapping for a range whose owner is still its node. */
static UInt mapping_for(const Ms2Range *range)
{
   const Ms2Range *joined =
       pages.ranges.n >= MOST_RANGES ? neighbour_of(range) : NULL;
   UInt number;

   if (joined != NULL) {
      mapping_get(joined->owner)->n_calls++;
      return joined->owner;
   }
   if (pages.unused->n > 0) {
      number = *(UInt *)ms2_array_get(pages.unused, pages.unused->n - 1);
      ms2_array_remove(pages.unused, pages.unused->n - 1);
   } else {
      ms2_pool_add(&pages.mappings);
      number = pages.mappings.n - 1;
   }
   mapping_get(number)->node = range->owner;
   mapping_get(number)->n_calls = 1;
   return number;
}

static void put_in(const Ms2Range *range)
{
   Ms2Range owned = *range;

   owned.owner = mapping_for(range);
   count(&owned);
   ms2_ranges_add(&pages.ranges, &owned);
}

/* The kind that most of it is; of equals the first that is counted. */
static UInt main_kind(const Mapping *mapping)
{
   UInt best = 0;

   for (UInt kind = 1; kind < N_KINDS; kind++) {
      ULong bytes = mapping->bytes[kind];
      if (bytes > 0 &&
          (best == 0 || bytes > mapping->bytes[best] ||
           (bytes == mapping->bytes[best] && ms2_mappers_is_counted(kind) &&
            !ms2_mappers_is_counted(best)))) {
         best = kind;
      }
   }
   return best;
}

/* After an event: where a mapping counts, or that nothing of it is left. */
static void settle_mapping(UInt number)
{
   Mapping *mapping = mapping_get(number);
   UInt kind = main_kind(mapping);

   mapping->is_noted = False;
   if (kind != mapping->kind || mapping->n_calls != mapping->n_counted) {
      if (mapping->kind != 0) {
         ms2_mappers_remove(mapping->node, mapping->kind, 0,
                            mapping->n_counted);
      }
      if (kind != 0)
         ms2_mappers_add(mapping->node, kind, 0, mapping->n_calls);
   }
   mapping->kind = kind;
   mapping->n_counted = mapping->n_calls;
   if (kind == 0)
      *(UInt *)ms2_array_add(pages.unused) = number;
}

static void take_out(Addr start, Addr end)
{
   Ms2Range piece;

   while (ms2_ranges_take(&pages.ranges, start, end, &piece))
      uncount(&piece);
}

static void commit(ULong superblocks)
{
   for (UInt i = 0; i < pages.resized->n; i++)
      settle_mapping(*(UInt *)ms2_array_get(pages.resized, i));
   ms2_array_clear(pages.resized);
   ms2_mappers_commit(superblocks);
}

void ms2_mappings_map(const Ms2Range *range, ULong superblocks)
{
   take_out(range->start, range->end);
   put_in(range);
   commit(superblocks);
}

void ms2_mappings_unmap(Addr start, Addr end, ULong superblocks)
{
   take_out(start, end);
   commit(superblocks);
}

void ms2_mappings_unmap_all(const Ms2Array *pieces, ULong superblocks)
{
   for (UInt i = 0; i < pieces->n; i++) {
      const Ms2Range *piece = ms2_array_get(pieces, i);
      take_out(piece->start, piece->end);
   }
   commit(superblocks);
}

/* What the access of a piece becomes where `access` is asked for. */
typedef UChar (*Becomes)(const Ms2Range *piece, UChar access);

static void set_access(const Ms2Range *range, Becomes becomes)
{
   Ms2Range piece;

   while (ms2_ranges_take(&pages.ranges, range->start, range->end, &piece))
      *(Ms2Range *)ms2_array_add(pages.pieces) = piece;
   UInt n = pages.pieces->n;
   for (UInt i = 0; i < n; i++) {
      Ms2Range *old = ms2_array_get(pages.pieces, i);
      UInt kind = kind_of(old);
      piece = *old;
      piece.access = becomes(old, range->access);
      if (kind_of(&piece) != kind) {
         uncount(old);
         count(&piece);
      }
      ms2_ranges_add(&pages.ranges, &piece);
   }
   ms2_array_clear(pages.pieces);
}

/* Pages without memory get none by staying writable. */
static UChar protected(const Ms2Range *piece, UChar access)
{
   return is_given_back(piece) && access == MS2_MAPPINGS_WRITABLE
              ? piece->access
              : access;
}

void ms2_mappings_protect(const Ms2Range *range, ULong superblocks)
{
   set_access(range, protected);
   commit(superblocks);
}

/* Only of these is it the end of what is in them. */
static Bool can_be_given_back(const Ms2Range *piece)
{
   return ms2_mappers_is_private(kind_of(piece));
}

/* What has no memory at all can not be given up any more. */
static UChar given_back(const Ms2Range *piece, UChar access)
{
   return can_be_given_back(piece) ||
                  (is_given_back(piece) && access == MS2_MAPPINGS_GIVEN_BACK)
              ? access
              : piece->access;
}

void ms2_mappings_give_back(const Ms2Range *range, ULong superblocks)
{
   set_access(range, given_back);
   commit(superblocks);
}

static UChar touched_again(const Ms2Range *piece, UChar access)
{
   return is_given_back(piece) ? access : piece->access;
}

/* The first range from `at` on that was given back; `at` may lie in it. */
static const Ms2Range *next_given_back(Addr at)
{
   const Ms2Range *range;

   while ((range = ms2_ranges_first(&pages.ranges, at, ~(Addr)0)) != NULL &&
          !is_given_back(range)) {
      at = range->end;
   }
   return range;
}

void ms2_mappings_look(Ms2MappingsFind find, ULong superblocks)
{
   Addr at = 0;

   if (ms2_mappers_given_back_bytes() == 0)
      return;
   const Ms2Range *next;
   while ((next = next_given_back(at)) != NULL) {
      Ms2Range piece = *next;
      Ms2Range found = {.access = MS2_MAPPINGS_WRITABLE};
      piece.start = at > piece.start ? at : piece.start;
      at = piece.end;
      if (find(&piece, &found)) {
         at = found.end;
         set_access(&found, touched_again);
      }
   }
   commit(superblocks);
}

static UChar left(const Ms2Range *piece, UChar access)
{
   return kind_of(piece) == MS2_PAGES_stack ? access : piece->access;
}

static UChar taken(const Ms2Range *piece, UChar access)
{
   return piece->access == MS2_MAPPINGS_LEFT ? access : piece->access;
}

/* All of the mapping around `address`, if it is a stack. */
static Bool find_stack(Addr address, Ms2Range *stack)
{
   const Ms2Range *at = ms2_ranges_find(&pages.ranges, address);
   const Ms2Range *next;

   if (at == NULL || at->sort != MS2_MAPPINGS_STACK)
      return False;
   *stack = *at;
   while (stack->start > 0 &&
          (next = ms2_ranges_find(&pages.ranges, stack->start - 1)) != NULL &&
          next->owner == stack->owner) {
      stack->start = next->start;
   }
   while ((next = ms2_ranges_find(&pages.ranges, stack->end)) != NULL &&
          next->owner == stack->owner) {
      stack->end = next->end;
   }
   return True;
}

void ms2_mappings_leave_stack(Addr address, Ms2MappingsFind find,
                              ULong superblocks)
{
   Ms2Range stack, found;

   if (!find_stack(address, &stack))
      return;
   while (stack.start < stack.end && find(&stack, &found)) {
      found.access = MS2_MAPPINGS_LEFT;
      set_access(&found, left);
      stack.start = found.end;
   }
   commit(superblocks);
}

void ms2_mappings_take_stack(Addr address, ULong superblocks)
{
   Ms2Range stack;

   if (!find_stack(address, &stack))
      return;
   stack.access = MS2_MAPPINGS_WRITABLE;
   set_access(&stack, taken);
   commit(superblocks);
}

/* Notes what of [start, end) was given back. */
static void note_given_back(Addr start, Addr end)
{
   ms2_array_clear(pages.moved);
   if (ms2_mappers_given_back_bytes() == 0)
      return;
   const Ms2Range *next;
   while (start < end && (next = next_given_back(start)) != NULL &&
          next->start < end) {
      Ms2Range *piece = ms2_array_add(pages.moved);
      *piece = *next;
      piece->start = start > next->start ? start : next->start;
      piece->end = end < next->end ? end : next->end;
      start = piece->end;
   }
}

/* What was noted is so in `to`, which stands for what began at `start`. */
static void give_noted_back(Addr start, const Ms2Range *to)
{
   for (UInt i = 0; i < pages.moved->n; i++) {
      const Ms2Range *piece = ms2_array_get(pages.moved, i);
      Addr from = piece->start - start + to->start;
      Addr end = piece->end - start + to->start;
      Ms2Range range = {.start = from,
                        .end = end < to->end ? end : to->end,
                        .access = piece->access};
      if (from < to->end)
         set_access(&range, given_back);
   }
}

void ms2_mappings_move(Addr start, Addr end, const Ms2Range *to,
                       ULong superblocks)
{
   note_given_back(start, end);
   take_out(start, end);
   take_out(to->start, to->end);
   put_in(to);
   give_noted_back(start, to);
   commit(superblocks);
}

void ms2_mappings_move_memory(Addr start, Addr end, const Ms2Range *to,
                              ULong superblocks)
{
   Ms2Range left = {
       .start = start, .end = end, .access = MS2_MAPPINGS_GIVEN_BACK};

   note_given_back(start, end);
   take_out(to->start, to->end);
   put_in(to);
   give_noted_back(start, to);
   set_access(&left, given_back);
   commit(superblocks);
}

const Ms2Range *ms2_mappings_find(Addr address)
{
   return ms2_ranges_find(&pages.ranges, address);
}

UInt ms2_mappings_node(const Ms2Range *mapping)
{
   return mapping_get(mapping->owner)->node;
}
