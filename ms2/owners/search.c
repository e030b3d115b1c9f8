/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One search for who holds what. */
#include "owners/search.h"

#include "owners/fold_trim.h"

void ms2_search_init(Ms2Search *search, UInt n_most_blocks)
{
   ms2_host_memset(search, 0, sizeof *search);
   ms2_blocks_init(&search->blocks, n_most_blocks);
   ms2_ranges_init(&search->readable, "ms2.owners.readable");
   ms2_roots_init(&search->roots);
   search->totals = ms2_array_new("ms2.owners.totals", sizeof(Ms2SearchTotal));
}

void ms2_search_settle(Ms2Search *search)
{
   ms2_blocks_settle(&search->blocks);
   search->pointers.blocks = &search->blocks;
   search->pointers.readable = &search->readable;
}

/* Four for each context, one for each class; those without blocks go. */
static void sum_up(Ms2Search *search, const UChar *classes)
{
   Ms2Array *all = ms2_array_new("ms2.owners.totals", sizeof(Ms2SearchTotal));

   for (UInt i = 0; i < search->blocks.n; i++) {
      UInt context = ms2_blocks_context(&search->blocks, i);
      if (context == 0)
         continue;
      Ms2SearchTotal *total =
          ms2_array_reach(all, context * MS2_LOSS_N_CLASSES + classes[i]);
      total->context = context;
      total->class = classes[i];
      total->blocks++;
      total->bytes += ms2_blocks_bytes(&search->blocks, i);
   }
   for (UInt i = 0; i < all->n; i++) {
      const Ms2SearchTotal *total = ms2_array_get(all, i);
      if (total->blocks == 0)
         continue;
      *(Ms2SearchTotal *)ms2_array_add(search->totals) = *total;
      search->bytes += total->bytes;
      search->n_blocks += total->blocks;
   }
   ms2_array_free(all);
}

void ms2_search_classify(Ms2Search *search)
{
   ms2_roots_settle(&search->roots);
   search->classes = ms2_loss_find(&search->pointers, &search->roots);
   sum_up(search, search->classes);
}

void ms2_search_run(Ms2Search *search)
{
   ms2_search_classify(search);
   Ms2Graph graph;
   ms2_graph_init(&graph, &search->pointers, &search->roots, search->classes);
   Ms2Dominators dominators;
   ms2_dominators_find(&dominators, &graph);
   search->tops = ms2_retained_find(&graph, &dominators);
   ms2_fold_make(&search->fold, &graph, &dominators, search->tops);
   ms2_fold_trim(&search->fold, search->tops);
   ms2_dominators_release(&dominators);
   ms2_graph_release(&graph);
}

void ms2_search_release(Ms2Search *search)
{
   if (search->tops != NULL) {
      ms2_fold_release(&search->fold);
      ms2_array_free(search->tops);
   }
   ms2_array_free(search->totals);
   ms2_host_free(search->classes);
   ms2_roots_release(&search->roots);
   ms2_blocks_release(&search->blocks);
   ms2_host_free(search->readable.ranges);
}
