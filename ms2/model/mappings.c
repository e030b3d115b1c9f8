/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mapped pages of the client: who mapped them, as what.

   The same bytes stand in two tables.  Ranges say what lies where, mappers how
   much there is of each kind from each node:

      ranges    0x10000 .. 0x18000   node 5, anonymous, writable
                0x18000 .. 0x19000   node 5, anonymous, no access
      mappers   node 5, anonymous    32 KiB   counted, 1 mapping
                node 5, reserved      4 KiB

   What one call mapped is one mapping as long as any of it is there: ranges
   have its number as their owner.  It counts at the mapper of the kind that
   most of it is.

   An event changes the ranges at once, and notes what that means for mappers
   as a list of changes.  commit() carries the list out as one step: first the
   sum (ms2_heap_set_pages), which may end a peak, then each mapper, behind
   saving its share of that peak, and only then may a snapshot be taken. */
#include "model/mappings.h"

#include "model/heap.h"
#include "base/array.h"
#include "base/map.h"
#include "base/pool.h"

#include "ms2_format.h"

enum {
#define KIND(name, number, is_counted, text) KIND_##name = number,
   MS2_FORMAT_PAGE_KINDS(KIND)
#undef KIND
};

static const Bool counted[] = {
#define COUNTED(name, number, is_counted, text) [number] = is_counted,
    MS2_FORMAT_PAGE_KINDS(COUNTED)
#undef COUNTED
};

/* What an event does to one mapper. */
typedef struct {
   UInt mapper;
   Bool maps;
   ULong bytes;
   UInt blocks;
} Change;

enum { N_KINDS = sizeof counted / sizeof counted[0] };

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
   Ms2Pool mappers; /* of Ms2Mapper; number 0 is not used */
   Ms2Map by_key;   /* (node, kind) -> mapper */
   ULong counted_bytes;
   ULong given_back_bytes;
   Ms2Pool mappings;  /* of Mapping; number 0 is not used */
   Ms2Array *unused;  /* of UInt: mappings of which nothing is left */
   Ms2Array *resized; /* of UInt: mappings, by the event that is going on */
   Ms2Array *changes; /* of Change: likewise */
   Ms2Array *changed; /* of UInt: mappers, since the last snapshot */
   Ms2Array *pieces;  /* of Ms2Range: what goes back to `ranges` */
   Ms2Array *moved;   /* of Ms2Range: of what moves, what was given back */
} pages;

void ms2_mappings_init(void)
{
   ms2_ranges_init(&pages.ranges, "ms2.pages.ranges");
   ms2_pool_init(&pages.mappers, "ms2.pages.mapper", sizeof(Ms2Mapper));
   ms2_pool_add(&pages.mappers);
   ms2_map_init(&pages.by_key, "ms2.pages.map");
   ms2_pool_init(&pages.mappings, "ms2.pages.mapping", sizeof(Mapping));
   ms2_pool_add(&pages.mappings);
   pages.unused = ms2_array_new("ms2.pages", sizeof(UInt));
   pages.resized = ms2_array_new("ms2.pages", sizeof(UInt));
   pages.changes = ms2_array_new("ms2.pages", sizeof(Change));
   pages.changed = ms2_array_new("ms2.pages", sizeof(UInt));
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
      return KIND_given_back;
   switch (range->sort) {
   case MS2_MAPPINGS_BREAK: return KIND_break;
   case MS2_MAPPINGS_FILE: return KIND_file;
   case MS2_MAPPINGS_SHARED: return KIND_shared;
   case MS2_MAPPINGS_MEMORY:
      return range->access == MS2_MAPPINGS_NO_ACCESS ? KIND_shared
                                                     : KIND_shared_memory;
   default: break;
   }
   if (range->access == MS2_MAPPINGS_NO_ACCESS)
      return KIND_reserved;
   if (range->sort == MS2_MAPPINGS_STACK) {
      return range->access == MS2_MAPPINGS_LEFT ? KIND_left_stack : KIND_stack;
   }
   return range->access == MS2_MAPPINGS_WRITABLE ? KIND_anonymous
                                                 : KIND_readonly;
}

/* ---- mappers --------------------------------------------------------------
 */

static Ms2Mapper *mapper_get(UInt number)
{
   return ms2_pool_get(&pages.mappers, number);
}

static UInt mapper_of(UInt node, UInt kind)
{
   ULong hash = ms2_map_hash(node, kind);
   Ms2Mapper *mapper;
   Ms2MapCursor at;
   UInt number;

   for (number = ms2_map_first(&pages.by_key, hash, &at);
        number != MS2_MAP_NONE; number = ms2_map_next(&pages.by_key, &at)) {
      mapper = mapper_get(number);
      if (mapper->node == node && mapper->kind == kind)
         return number;
   }
   mapper = ms2_pool_add(&pages.mappers);
   mapper->node = node;
   mapper->kind = kind;
   number = pages.mappers.n - 1;
   ms2_map_add(&pages.by_key, hash, number);
   return number;
}

static ULong live(const Ms2Mapper *mapper)
{
   return mapper->mapped_bytes - mapper->unmapped_bytes;
}

static ULong live_blocks(const Ms2Mapper *mapper)
{
   return mapper->mapped_blocks - mapper->unmapped_blocks;
}

static const Ms2PeakOf peak_of[] = {[MS2_MAPPINGS_OF_PAGES] = MS2_PEAK_PAGES,
                                    [MS2_MAPPINGS_OF_SUM] = MS2_PEAK_SUM};

static void note_changed(UInt number)
{
   Ms2Mapper *mapper = mapper_get(number);

   if (!mapper->changed) {
      mapper->changed = True;
      *(UInt *)ms2_array_add(pages.changed) = number;
   }
}

static void touch(UInt number)
{
   Ms2Mapper *mapper = mapper_get(number);

   note_changed(number);
   for (UInt i = 0; i < MS2_MAPPINGS_N_SHARES; i++) {
      if (ms2_peak_must_save(peak_of[i], &mapper->peak_numbers[i])) {
         mapper->at_peak[i] = live(mapper);
         mapper->blocks_at_peak[i] = live_blocks(mapper);
      }
   }
}

/* ---- events ------------------------------------------------------------- */

static Mapping *mapping_get(UInt number)
{
   return ms2_pool_get(&pages.mappings, number);
}

static Change *add_change(UInt node, UInt kind, Bool maps)
{
   Change *change = ms2_array_add(pages.changes);

   change->mapper = mapper_of(node, kind);
   change->maps = maps;
   return change;
}

static void change(const Ms2Range *range, Bool maps)
{
   Mapping *mapping = mapping_get(range->owner);
   ULong bytes = range->end - range->start;
   UInt kind = kind_of(range);

   mapping->bytes[kind] += maps ? bytes : -bytes;
   if (!mapping->is_noted) {
      mapping->is_noted = True;
      *(UInt *)ms2_array_add(pages.resized) = range->owner;
   }
   add_change(mapping->node, kind, maps)->bytes = bytes;
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
   change(&owned, True);
   ms2_ranges_add(&pages.ranges, &owned);
}

/* The kind that most of it is; of equals the first that is counted. */
static UInt main_kind(const Mapping *mapping)
{
   UInt best = 0;

   for (UInt kind = 1; kind < N_KINDS; kind++) {
      ULong bytes = mapping->bytes[kind];
      if (bytes > 0 && (best == 0 || bytes > mapping->bytes[best] ||
                        (bytes == mapping->bytes[best] && counted[kind] &&
                         !counted[best]))) {
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
         add_change(mapping->node, mapping->kind, False)->blocks =
             mapping->n_counted;
      }
      if (kind != 0)
         add_change(mapping->node, kind, True)->blocks = mapping->n_calls;
   }
   mapping->kind = kind;
   mapping->n_counted = mapping->n_calls;
   if (kind == 0)
      *(UInt *)ms2_array_add(pages.unused) = number;
}

static void settle_mappings(void)
{
   for (UInt i = 0; i < pages.resized->n; i++)
      settle_mapping(*(UInt *)ms2_array_get(pages.resized, i));
   ms2_array_clear(pages.resized);
}

static void take_out(Addr start, Addr end)
{
   Ms2Range piece;

   while (ms2_ranges_take(&pages.ranges, start, end, &piece))
      change(&piece, False);
}

/* The counted bytes that the changes come to; *touched: if there are any. */
static ULong counted_bytes_after(Bool *touched)
{
   ULong bytes = pages.counted_bytes;

   *touched = False;
   for (UInt i = 0; i < pages.changes->n; i++) {
      const Change *change = ms2_array_get(pages.changes, i);
      if (counted[mapper_get(change->mapper)->kind]) {
         bytes += change->maps ? change->bytes : -change->bytes;
         *touched = True;
      }
   }
   return bytes;
}

static void apply(const Change *change)
{
   Ms2Mapper *mapper = mapper_get(change->mapper);

   touch(change->mapper);
   if (mapper->kind == KIND_given_back)
      pages.given_back_bytes += change->maps ? change->bytes : -change->bytes;
   if (change->maps) {
      mapper->mapped_bytes += change->bytes;
      mapper->mapped_blocks += change->blocks;
   } else {
      MS2_ASSERT(live(mapper) >= change->bytes &&
                     live_blocks(mapper) >= change->blocks,
                 "no more is unmapped than was mapped");
      mapper->unmapped_bytes += change->bytes;
      mapper->unmapped_blocks += change->blocks;
   }
}

/* All changes at once. */
static void commit(ULong superblocks)
{
   settle_mappings();
   UInt n = pages.changes->n;

   if (n == 0)
      return;
   Bool touched;
   pages.counted_bytes = counted_bytes_after(&touched);
   if (touched)
      ms2_heap_set_pages(pages.counted_bytes, superblocks);
   for (UInt i = 0; i < n; i++)
      apply(ms2_array_get(pages.changes, i));
   ms2_array_clear(pages.changes);
   ms2_heap_settle(superblocks);
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
         change(old, False);
         change(&piece, True);
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
   return ms2_mappings_is_private(kind_of(piece));
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

   if (pages.given_back_bytes == 0)
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
   return kind_of(piece) == KIND_stack ? access : piece->access;
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
   if (pages.given_back_bytes == 0)
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

/* ---- for the writer ----------------------------------------------------- */

void ms2_mappings_each_changed(void (*visit)(const Ms2Mapper *mapper))
{
   for (UInt i = 0; i < pages.changed->n; i++)
      visit(mapper_get(*(UInt *)ms2_array_get(pages.changed, i)));
}

void ms2_mappings_set_written(void)
{
   UInt n = pages.changed->n;

   for (UInt i = 0; i < n; i++) {
      Ms2Mapper *mapper = mapper_get(*(UInt *)ms2_array_get(pages.changed, i));
      mapper->written_mapped = mapper->mapped_bytes;
      mapper->written_unmapped = mapper->unmapped_bytes;
      mapper->written_mapped_blocks = mapper->mapped_blocks;
      mapper->written_unmapped_blocks = mapper->unmapped_blocks;
      mapper->changed = False;
   }
   ms2_array_clear(pages.changed);
}

void ms2_mappings_each_at_peak(Ms2PeakOf of,
                               void (*visit)(const Ms2Mapper *mapper,
                                             ULong bytes, ULong blocks))
{
   UInt share =
       of == MS2_PEAK_PAGES ? MS2_MAPPINGS_OF_PAGES : MS2_MAPPINGS_OF_SUM;

   for (UInt i = 1; i < pages.mappers.n; i++) {
      const Ms2Mapper *mapper = mapper_get(i);
      Bool is_saved = ms2_peak_is_saved(of, mapper->peak_numbers[share]);
      ULong bytes = is_saved ? mapper->at_peak[share] : live(mapper);
      ULong blocks =
          is_saved ? mapper->blocks_at_peak[share] : live_blocks(mapper);
      if (counted[mapper->kind] && bytes > 0)
         visit(mapper, bytes, blocks);
   }
}

Bool ms2_mappings_is_private(UInt kind)
{
   return kind == KIND_anonymous || kind == KIND_break;
}

ULong ms2_mappings_reserved_bytes(void)
{
   ULong sum = 0;

   for (UInt i = 1; i < pages.mappers.n; i++) {
      if (mapper_get(i)->kind == KIND_reserved)
         sum += mapper_get(i)->mapped_bytes;
   }
   return sum;
}

void ms2_mappings_restart(void)
{
   for (UInt i = 1; i < pages.mappers.n; i++) {
      Ms2Mapper *mapper = mapper_get(i);
      mapper->mapped_bytes = live(mapper);
      mapper->unmapped_bytes = 0;
      mapper->mapped_blocks = live_blocks(mapper);
      mapper->unmapped_blocks = 0;
      mapper->written_mapped = 0;
      mapper->written_unmapped = 0;
      mapper->written_mapped_blocks = 0;
      mapper->written_unmapped_blocks = 0;
      if (mapper->mapped_bytes > 0)
         note_changed(i);
   }
}
