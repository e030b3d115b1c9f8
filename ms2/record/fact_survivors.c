/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of when the live blocks were born. */
#include "record/fact_survivors.h"

#include "base/clock.h"
#include "base/map.h"
#include "base/pool.h"
#include "model/context.h"
#include "model/heap.h"
#include "record/record.h"

/* Looking at a block costs about as much as a superblock of client code.  In
   between, all looks together are this share of the run; but so many blocks,
   some ms of a run, may always be looked at. */
#define LOOKS_SHARE 50
#define FREE_LOOKS 100000

/* Blocks of one context that one snapshot was the first to see. */
typedef struct {
   UInt context;
   UInt snapshot; /* from 1; 0: the fork */
   UInt next;     /* of a list, from 1; 0: the last */
   Ms2Usage live;
} Cell;

static struct {
   Ms2LiveBlocks each;
   Ms2Array *ticks; /* of ULong: the lifetime clock at each snapshot */
   UInt written;    /* behind this snapshot; 0: not in this file */
   ULong n_looks;   /* of all times */
   ULong count;     /* events when the last look was allowed */

   /* During a walk: */
   Ms2Pool cells;
   Ms2Map map;
   UInt *last;    /* by context: its cell seen last, from 1 */
   UInt snapshot; /* found last */
} survivors;

void ms2_fact_survivors_set_blocks(Ms2LiveBlocks each)
{
   survivors.each = each;
}

/* ---- snapshots ---------------------------------------------------------- */

static void start_file(void)
{
   if (survivors.ticks == NULL)
      survivors.ticks = ms2_array_new("ms2.survivors", sizeof(ULong));
   ms2_array_clear(survivors.ticks);
}

static ULong tick_get(UInt i)
{
   return *(ULong *)ms2_array_get(survivors.ticks, i);
}

/* A snapshot is about to be written. */
static void note_snapshot(void)
{
   *(ULong *)ms2_array_add(survivors.ticks) =
       ms2_clock_ticks(ms2_clock_last_superblocks());
}

void ms2_fact_survivors_thinned(const Ms2Array *kept)
{
   for (UInt i = 0; i < kept->n; i++) {
      *(ULong *)ms2_array_get(survivors.ticks, i) =
          tick_get(*(UInt *)ms2_array_get(kept, i));
   }
   survivors.ticks->n = kept->n;
}

/* True if snapshot `i`, from 0, is the first that is not before `born`. */
static Bool is_first(UInt i, ULong born)
{
   return i < survivors.ticks->n && tick_get(i) >= born &&
          (i == 0 || tick_get(i - 1) < born);
}

/* The first snapshot that a block could be seen by, from 1; 0 for those of
   before a fork.  Neighbours are often of one age. */
static UInt first_snapshot(const Ms2Block *block)
{
   ULong now = ms2_clock_ticks(ms2_clock_last_superblocks());
   ULong born = now - ((now - block->born) & MS2_LIFETIME_MASK);
   UInt from = 0, behind = survivors.ticks->n;

   if (born < ms2_lifetime_first_tick)
      return 0;
   if (is_first(survivors.snapshot, born))
      return survivors.snapshot + 1;
   while (from < behind) {
      UInt middle = from + (behind - from) / 2;
      if (tick_get(middle) < born)
         from = middle + 1;
      else
         behind = middle;
   }
   survivors.snapshot = from;
   return from + 1;
}

/* ---- counting ----------------------------------------------------------- */

static Cell *cell_number(UInt number)
{
   return ms2_pool_get(&survivors.cells, number - 1);
}

static Bool is_cell(UInt number, UInt context, UInt snapshot)
{
   const Cell *cell = number > 0 ? cell_number(number) : NULL;

   return cell != NULL && cell->context == context &&
          cell->snapshot == snapshot;
}

static UInt new_cell(UInt context, UInt snapshot, ULong hash)
{
   Cell *cell = ms2_pool_add(&survivors.cells);

   cell->context = context;
   cell->snapshot = snapshot;
   ms2_map_add(&survivors.map, hash, survivors.cells.n - 1);
   return survivors.cells.n;
}

static Cell *cell_get(UInt context, UInt snapshot)
{
   UInt *last = &survivors.last[context];

   if (is_cell(*last, context, snapshot))
      return cell_number(*last);
   ULong hash = ms2_map_hash(context, snapshot);
   Ms2MapCursor at;
   UInt found = ms2_map_first(&survivors.map, hash, &at);
   while (found != MS2_MAP_NONE && !is_cell(found + 1, context, snapshot))
      found = ms2_map_next(&survivors.map, &at);
   *last =
       found != MS2_MAP_NONE ? found + 1 : new_cell(context, snapshot, hash);
   return cell_number(*last);
}

/* What has lost nothing is known without looking. */
static Bool has_lost(UInt context)
{
   return ms2_context_is_recorded(context) &&
          ms2_context_get(context)->freed.blocks > 0;
}

static void see(const Ms2Block *block)
{
   if (!has_lost(block->context))
      return;
   Cell *cell = cell_get(block->context, first_snapshot(block));
   cell->live.bytes += block->bytes;
   cell->live.blocks++;
}

/* ---- writing ------------------------------------------------------------ */

/* Links all cells of each context, by their snapshots; in the order of
   snapshots first, and then the last of them is put in front first. */
static UInt *link_by_context(void)
{
   UInt n_snapshots = survivors.ticks->n + 2;
   UInt *by_snapshot =
       ms2_host_alloc_zeroed("ms2.survivors", n_snapshots, sizeof *by_snapshot);
   UInt *by_context = survivors.last;

   ms2_host_memset(by_context, 0, (ms2_context_n() + 1) * sizeof *by_context);
   for (UInt i = survivors.cells.n; i > 0; i--) {
      Cell *cell = cell_number(i);
      cell->next = by_snapshot[cell->snapshot];
      by_snapshot[cell->snapshot] = i;
   }
   for (UInt s = n_snapshots; s-- > 0;) {
      for (UInt i = by_snapshot[s], next; i != 0; i = next) {
         Cell *cell = cell_number(i);
         next = cell->next;
         cell->next = by_context[cell->context];
         by_context[cell->context] = i;
      }
   }
   ms2_host_free(by_snapshot);
   return by_context;
}

static void write_cells(void)
{
   const UInt *first = link_by_context();

   for (UInt c = 1; c <= ms2_context_n(); c++) {
      UInt node = ms2_context_get(c)->node;
      for (UInt i = first[c]; i != 0; i = cell_number(i)->next) {
         const Cell *cell = cell_number(i);
         ms2_record_survivors(node, cell->snapshot,
                              MS2_USAGE_FIELDS(cell->live));
      }
   }
}

static void write_changed(void)
{
   if (survivors.each == NULL || survivors.written == survivors.ticks->n)
      return;
   survivors.written = survivors.ticks->n;
   ms2_pool_init(&survivors.cells, "ms2.survivors", sizeof(Cell));
   ms2_map_init(&survivors.map, "ms2.survivors");
   survivors.last = ms2_host_alloc_zeroed("ms2.survivors", ms2_context_n() + 1,
                                          sizeof *survivors.last);
   survivors.snapshot = 0;
   survivors.each(see);
   survivors.n_looks += ms2_heap_get()->live.blocks;
   write_cells();
   ms2_host_free(survivors.last);
   ms2_map_release(&survivors.map);
   ms2_pool_release(&survivors.cells);
}

/* Events, as long as another look is cheap. */
static ULong count(void)
{
   const Ms2Heap *heap = ms2_heap_get();

   if (survivors.n_looks + heap->live.blocks <=
       FREE_LOOKS + ms2_clock_last_superblocks() / LOOKS_SHARE) {
      survivors.count = heap->allocated.blocks + heap->freed.blocks;
   }
   return survivors.count;
}

static void set_lost(void)
{
   survivors.count = 0;
   survivors.written = 0;
}

const Ms2FactKind ms2_fact_survivors = {
    .write_differences = note_snapshot,
    .count = count,
    .write_changed = write_changed,
    .needs_rest = True,
    .at_marks = True,
    .set_lost = set_lost,
    .start_file = start_file,
};
