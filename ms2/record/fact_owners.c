/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of searches for who holds what. */
#include "record/fact_owners.h"

#include "base/clock.h"
#include "model/context.h"
#include "model/heap.h"
#include "model/snapshots.h"
#include "owners/root_table.h"
#include "record/record.h"

static struct {
   UInt n_searches;
   UInt n_roots;      /* in the file */
   Ms2Array *numbers; /* UInt: of each root of the table in the file; or 0 */
} out;

static UInt node_of(UInt context)
{
   return context == 0 ? 0 : ms2_context_get(context)->node;
}

static void start_file(void)
{
   out.n_searches = 0;
   out.n_roots = 0;
   if (out.numbers == NULL)
      out.numbers = ms2_array_new("ms2.fact.owners", sizeof(UInt));
   ms2_array_clear(out.numbers);
}

/* ---- roots -------------------------------------------------------------- */

static UInt number_of(UInt root)
{
   return *(UInt *)ms2_array_reach(out.numbers, root);
}

static void write_root(UInt number)
{
   const Ms2Root *root = ms2_root_table_get(number);

   if (number_of(number) != 0)
      return;
   ms2_record_root(root->kind, root->object, root->address, root->thread,
                   root->code, root->node, root->text);
   *(UInt *)ms2_array_reach(out.numbers, number) = ++out.n_roots;
}

static void write_roots(const Ms2Fold *fold)
{
   for (UInt i = 1; i < fold->nodes->n; i++) {
      const Ms2FoldNode *node = ms2_array_get(fold->nodes, i);
      if (node->kind == MS2_FOLD_ROOT)
         write_root(node->number);
   }
}

/* ---- one search --------------------------------------------------------- */

static void write_head(const HChar *how, const Ms2Search *search,
                       ULong search_us)
{
   const Ms2Heap *heap = ms2_heap_get();
   Ms2Moment now = {.superblocks = ms2_clock_last_superblocks(),
                    .ms = ms2_clock_last_ms(),
                    .instructions = ms2_clock_instructions(),
                    .alloc_bytes = heap->allocated.bytes,
                    .calls = heap->allocated.blocks};

   out.n_searches++;
   ms2_record_search(how, MS2_MOMENT_FIELDS(now), search->bytes,
                     search->n_blocks, search->roots_bytes,
                     search->blocks.pool_bytes, search_us);
}

/* The format's words for kinds of nodes; MS2_FOLD_TOP is none. */
static const UChar kinds[] = {[MS2_FOLD_ROOT] = 1,
                              [MS2_FOLD_LOST] = 2,
                              [MS2_FOLD_BLOCKS] = 3,
                              [MS2_FOLD_REST] = 4};

static UInt number_in_kind(const Ms2FoldNode *node)
{
   if (node->kind == MS2_FOLD_ROOT)
      return number_of(node->number);
   return node->kind == MS2_FOLD_BLOCKS ? node_of(node->number) : 0;
}

static void write_tree(const Ms2Fold *fold)
{
   for (UInt i = 1; i < fold->nodes->n; i++) {
      const Ms2FoldNode *node = ms2_array_get(fold->nodes, i);
      ms2_record_owner(out.n_searches, node->parent, kinds[node->kind],
                       number_in_kind(node), node->class,
                       node->offset == MS2_FOLD_NO_OFFSET ? 0 : node->offset,
                       node->bytes, node->blocks);
   }
   for (UInt i = 0; i < fold->edges->n; i++) {
      const Ms2FoldEdge *edge = ms2_array_get(fold->edges, i);
      ms2_record_owner_pointers(out.n_searches, edge->from, edge->to,
                                edge->pointers);
   }
}

static void write_totals(const Ms2Array *totals)
{
   for (UInt i = 0; i < totals->n; i++) {
      const Ms2SearchTotal *total = ms2_array_get(totals, i);
      ms2_record_owner_total(out.n_searches, node_of(total->context),
                             total->class, total->bytes, total->blocks);
   }
}

static void write_tops(const Ms2Search *search)
{
   for (UInt i = 0; i < search->tops->n; i++) {
      const Ms2RetainedBlock *top = ms2_array_get(search->tops, i);
      UInt context = ms2_blocks_context(&search->blocks, top->block);
      ms2_record_owner_block(out.n_searches, top->node, node_of(context),
                             ms2_blocks_start(&search->blocks, top->block),
                             ms2_blocks_bytes(&search->blocks, top->block),
                             top->bytes, top->blocks);
   }
}

void ms2_fact_owners_write(const HChar *how, const Ms2Search *search,
                           ULong search_us)
{
   ms2_snapshots_take(ms2_heap_get());
   write_roots(&search->fold);
   write_head(how, search, search_us);
   write_tree(&search->fold);
   write_totals(search->totals);
   write_tops(search);
}

UInt ms2_fact_owners_n(void)
{
   return out.n_searches;
}

const Ms2FactKind ms2_fact_owners = {.start_file = start_file};
