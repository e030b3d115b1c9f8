/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The single blocks that retain most. */
#include "owners/retained.h"

/* Memory fans out at a block if each that it holds retains at most so many
   sixteenths of what it does. */
#define SIXTEENTHS 14

typedef struct {
   const Ms2Graph *graph;
   const Ms2Dominators *dominators;
   ULong *retained; /* by number */
   UInt *largest;   /* of those that it holds, at most, in units */
   UInt unit_log2;  /* so that 32 bits have room for all bytes */
   Ms2Array *found;
} Search;

static Bool is_block(const Search *search, UInt number)
{
   return search->dominators->node[number] >=
          ms2_graph_first_block(search->graph);
}

static UInt block_of(const Search *search, UInt number)
{
   return search->dominators->node[number] -
          ms2_graph_first_block(search->graph);
}

/* What is not recorded counts nothing. */
static ULong own_bytes(const Search *search, UInt number)
{
   const Ms2Blocks *blocks = search->graph->pointers->blocks;

   if (!is_block(search, number) ||
       ms2_blocks_context(blocks, block_of(search, number)) == 0) {
      return 0;
   }
   return ms2_blocks_bytes(blocks, block_of(search, number));
}

static ULong own_block(const Search *search, UInt number)
{
   return is_block(search, number) &&
          ms2_blocks_context(search->graph->pointers->blocks,
                             block_of(search, number)) != 0;
}

/* A dominator has a lower number than what it dominates. */
static void sum_up(Search *search,
                   ULong (*own)(const Search *search, UInt number))
{
   for (UInt i = 0; i < search->dominators->n; i++)
      search->retained[i] = own(search, i);
   for (UInt i = search->dominators->n; i-- > 1;)
      search->retained[search->dominators->dominator[i]] += search->retained[i];
}

static void find_largest(Search *search)
{
   while (search->retained[0] >> search->unit_log2 > 0xFFFFFFFFU)
      search->unit_log2++;
   for (UInt i = search->dominators->n; i-- > 1;) {
      UInt units = (UInt)(search->retained[i] >> search->unit_log2);
      UInt *largest = &search->largest[search->dominators->dominator[i]];
      if (units > *largest)
         *largest = units;
   }
}

static Bool is_place(const Search *search, UInt number)
{
   if (!own_block(search, number))
      return False;
   if (!is_block(search, search->dominators->dominator[number]))
      return True;
   ULong units = search->retained[number] >> search->unit_log2;
   return 16 * (ULong)search->largest[number] <= SIXTEENTHS * units;
}

static Bool is_more(const Ms2RetainedBlock *a, const Ms2RetainedBlock *b)
{
   return a->bytes != b->bytes ? a->bytes > b->bytes : a->block < b->block;
}

/* Keeps the array in order and short. */
static void insert(Ms2Array *found, const Ms2RetainedBlock *block)
{
   UInt at = found->n;

   while (at > 0 && is_more(block, ms2_array_get(found, at - 1)))
      at--;
   if (at == MS2_RETAINED_MOST)
      return;
   if (found->n < MS2_RETAINED_MOST)
      ms2_array_add(found);
   for (UInt i = found->n - 1; i > at; i--) {
      *(Ms2RetainedBlock *)ms2_array_get(found, i) =
          *(Ms2RetainedBlock *)ms2_array_get(found, i - 1);
   }
   *(Ms2RetainedBlock *)ms2_array_get(found, at) = *block;
}

static void find_places(Search *search)
{
   for (UInt i = 1; i < search->dominators->n; i++) {
      if (is_place(search, i)) {
         Ms2RetainedBlock block = {.block = block_of(search, i),
                                   .number = i,
                                   .bytes = search->retained[i]};
         insert(search->found, &block);
      }
   }
}

Ms2Array *ms2_retained_find(const Ms2Graph *graph,
                            const Ms2Dominators *dominators)
{
   UInt n = dominators->n;
   Search search = {.graph = graph, .dominators = dominators};

   search.found = ms2_array_new("ms2.owners.tops", sizeof(Ms2RetainedBlock));
   search.retained = ms2_host_alloc("ms2.owners.retained", n * sizeof(ULong));
   search.largest =
       ms2_host_alloc_zeroed("ms2.owners.retained", n, sizeof(UInt));
   sum_up(&search, own_bytes);
   find_largest(&search);
   find_places(&search);
   ms2_host_free(search.largest);
   sum_up(&search, own_block);
   for (UInt i = 0; i < search.found->n; i++) {
      Ms2RetainedBlock *block = ms2_array_get(search.found, i);
      block->blocks = search.retained[block->number];
   }
   ms2_host_free(search.retained);
   return search.found;
}
