/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who mapped pages, and of which kind.

   An event's changes are a list at first.  ms2_mappers_commit carries it out as
   one step: first the sum (ms2_heap_set_pages), which may end a peak, then each
   mapper, behind saving its share of that peak, and only then may a snapshot be
   taken. */
#include "model/mappers.h"

#include "base/array.h"
#include "base/map.h"
#include "base/pool.h"
#include "model/heap.h"

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

static struct {
   Ms2Pool all;   /* of Ms2Mapper; number 0 is not used */
   Ms2Map by_key; /* (node, kind) -> mapper */
   ULong counted_bytes;
   ULong given_back_bytes;
   Ms2Array *changes; /* of Change: of the event that is going on */
   Ms2Array *changed; /* of UInt: mappers, since the last snapshot */
} mappers;

void ms2_mappers_init(void)
{
   ms2_pool_init(&mappers.all, "ms2.mappers", sizeof(Ms2Mapper));
   ms2_pool_add(&mappers.all);
   ms2_map_init(&mappers.by_key, "ms2.mappers.map");
   mappers.changes = ms2_array_new("ms2.mappers", sizeof(Change));
   mappers.changed = ms2_array_new("ms2.mappers", sizeof(UInt));
}

Bool ms2_mappers_is_counted(UInt kind)
{
   return counted[kind];
}

Bool ms2_mappers_is_private(UInt kind)
{
   return kind == MS2_PAGES_anonymous || kind == MS2_PAGES_break;
}

ULong ms2_mappers_given_back_bytes(void)
{
   return mappers.given_back_bytes;
}

static Ms2Mapper *mapper_get(UInt number)
{
   return ms2_pool_get(&mappers.all, number);
}

static UInt mapper_of(UInt node, UInt kind)
{
   ULong hash = ms2_map_hash(node, kind);
   Ms2Mapper *mapper;
   Ms2MapCursor at;
   UInt number;

   for (number = ms2_map_first(&mappers.by_key, hash, &at);
        number != MS2_MAP_NONE; number = ms2_map_next(&mappers.by_key, &at)) {
      mapper = mapper_get(number);
      if (mapper->node == node && mapper->kind == kind)
         return number;
   }
   mapper = ms2_pool_add(&mappers.all);
   mapper->node = node;
   mapper->kind = kind;
   number = mappers.all.n - 1;
   ms2_map_add(&mappers.by_key, hash, number);
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

static const Ms2PeakOf peak_of[] = {[MS2_MAPPERS_OF_PAGES] = MS2_PEAK_PAGES,
                                    [MS2_MAPPERS_OF_SUM] = MS2_PEAK_SUM};

static void note_changed(UInt number)
{
   Ms2Mapper *mapper = mapper_get(number);

   if (!mapper->changed) {
      mapper->changed = True;
      *(UInt *)ms2_array_add(mappers.changed) = number;
   }
}

static void touch(UInt number)
{
   Ms2Mapper *mapper = mapper_get(number);

   note_changed(number);
   for (UInt i = 0; i < MS2_MAPPERS_N_SHARES; i++) {
      if (ms2_peak_must_save(peak_of[i], &mapper->peak_numbers[i])) {
         mapper->at_peak[i] = live(mapper);
         mapper->blocks_at_peak[i] = live_blocks(mapper);
      }
   }
}

/* ---- events ------------------------------------------------------------- */

static Change *add_change(UInt node, UInt kind, ULong bytes, UInt blocks)
{
   Change *change = ms2_array_add(mappers.changes);

   change->mapper = mapper_of(node, kind);
   change->bytes = bytes;
   change->blocks = blocks;
   return change;
}

void ms2_mappers_add(UInt node, UInt kind, ULong bytes, UInt blocks)
{
   add_change(node, kind, bytes, blocks)->maps = True;
}

void ms2_mappers_remove(UInt node, UInt kind, ULong bytes, UInt blocks)
{
   add_change(node, kind, bytes, blocks)->maps = False;
}

/* The counted bytes that the changes come to; *touched: if there are any. */
static ULong counted_bytes_after(Bool *touched)
{
   ULong bytes = mappers.counted_bytes;

   *touched = False;
   for (UInt i = 0; i < mappers.changes->n; i++) {
      const Change *change = ms2_array_get(mappers.changes, i);
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
   if (mapper->kind == MS2_PAGES_given_back)
      mappers.given_back_bytes += change->maps ? change->bytes : -change->bytes;
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

void ms2_mappers_commit(ULong superblocks)
{
   UInt n = mappers.changes->n;
   Bool touched;

   if (n == 0)
      return;
   mappers.counted_bytes = counted_bytes_after(&touched);
   if (touched)
      ms2_heap_set_pages(mappers.counted_bytes, superblocks);
   for (UInt i = 0; i < n; i++)
      apply(ms2_array_get(mappers.changes, i));
   ms2_array_clear(mappers.changes);
   ms2_heap_settle(superblocks);
}

/* ---- for the writer ----------------------------------------------------- */

void ms2_mappers_each_changed(void (*visit)(const Ms2Mapper *mapper))
{
   for (UInt i = 0; i < mappers.changed->n; i++)
      visit(mapper_get(*(UInt *)ms2_array_get(mappers.changed, i)));
}

void ms2_mappers_set_written(void)
{
   UInt n = mappers.changed->n;

   for (UInt i = 0; i < n; i++) {
      Ms2Mapper *mapper =
          mapper_get(*(UInt *)ms2_array_get(mappers.changed, i));
      mapper->written_mapped = mapper->mapped_bytes;
      mapper->written_unmapped = mapper->unmapped_bytes;
      mapper->written_mapped_blocks = mapper->mapped_blocks;
      mapper->written_unmapped_blocks = mapper->unmapped_blocks;
      mapper->changed = False;
   }
   ms2_array_clear(mappers.changed);
}

void ms2_mappers_each_at_peak(Ms2PeakOf of,
                              void (*visit)(const Ms2Mapper *mapper,
                                            ULong bytes, ULong blocks))
{
   UInt share =
       of == MS2_PEAK_PAGES ? MS2_MAPPERS_OF_PAGES : MS2_MAPPERS_OF_SUM;

   for (UInt i = 1; i < mappers.all.n; i++) {
      const Ms2Mapper *mapper = mapper_get(i);
      Bool is_saved = ms2_peak_is_saved(of, mapper->peak_numbers[share]);
      ULong bytes = is_saved ? mapper->at_peak[share] : live(mapper);
      ULong blocks =
          is_saved ? mapper->blocks_at_peak[share] : live_blocks(mapper);
      if (counted[mapper->kind] && bytes > 0)
         visit(mapper, bytes, blocks);
   }
}

ULong ms2_mappers_reserved_bytes(void)
{
   ULong sum = 0;

   for (UInt i = 1; i < mappers.all.n; i++) {
      if (mapper_get(i)->kind == MS2_PAGES_reserved)
         sum += mapper_get(i)->mapped_bytes;
   }
   return sum;
}

void ms2_mappers_restart(void)
{
   for (UInt i = 1; i < mappers.all.n; i++) {
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
