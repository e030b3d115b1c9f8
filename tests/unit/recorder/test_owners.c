/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for who holds what, on made-up memory: random graphs of blocks,
   whose classes and dominators are also found in the simplest way. */
#include "owners/fold_trim.h"

#include "random.h"
#include "tap.h"

#include <stdlib.h>

#define MOST_BLOCKS 24
#define MOST_ROOTS 4
#define MOST_WORDS 6
#define MOST_NODES (MOST_BLOCKS + MOST_ROOTS + 2)
#define N_ROUNDS 3000

static UWord memory[MOST_BLOCKS * MOST_WORDS + MOST_ROOTS * MOST_WORDS];
static UInt n_blocks, n_roots;
static UInt place[MOST_BLOCKS + 1]; /* of each block, in words */
static UWord *roots_memory;

/* ---- a random heap ------------------------------------------------------ */

static UWord random_word(void)
{
   UInt block = random_below(n_blocks);
   UInt words = place[block + 1] - place[block];

   switch (random_below(6)) {
   case 0:
   case 1: return (UWord)&memory[place[block]];
   case 2:
      return (UWord)&memory[place[block]] +
             (words > 0 ? random_below(words * 8) : 0);
   default: return 100000 + random_below(1000); /* no size of a block */
   }
}

static void make_heap(void)
{
   UInt at = 0;

   n_blocks = 1 + random_below(MOST_BLOCKS);
   n_roots = random_below(MOST_ROOTS + 1);
   for (UInt i = 0; i < n_blocks; i++) {
      place[i] = at;
      at += 1 + random_below(MOST_WORDS);
   }
   place[n_blocks] = at;
   roots_memory = &memory[at];
   for (UInt i = 0; i < at + n_roots * MOST_WORDS; i++)
      memory[i] = random_word();
}

static UInt root_of(Addr at, UInt block)
{
   (void)block;
   return (UInt)((at - (Addr)roots_memory) / (MOST_WORDS * sizeof(UWord)));
}

/* Some are part of the first. */
static void nest_some(Ms2Roots *roots)
{
   for (UInt root = 1; root < n_roots; root++) {
      if (random_below(2) == 0)
         ms2_roots_nest(roots, root, 0);
   }
}

static void add_blocks(Ms2Blocks *blocks)
{
   UInt first = random_below(n_blocks);

   ms2_blocks_init(blocks, n_blocks);
   for (UInt i = 0; i < n_blocks; i++) {
      UInt block = (first + i) % n_blocks;
      ms2_blocks_add(blocks, (Addr)&memory[place[block]],
                     (place[block + 1] - place[block]) * sizeof(UWord),
                     block % 5);
   }
   ms2_blocks_settle(blocks);
}

/* ---- the same, in the simplest way -------------------------------------- */

static Bool edge[MOST_NODES][MOST_NODES];
static UInt n_nodes;

static void find_edges(const Ms2Graph *graph)
{
   memset(edge, 0, sizeof edge);
   n_nodes = graph->n;
   for (UInt node = 0; node < n_nodes; node++) {
      Ms2GraphCursor cursor = ms2_graph_start(graph, node);
      for (UInt to; ms2_graph_next(graph, &cursor, &to);)
         edge[node][to] = True;
   }
}

static void reach(UInt node, UInt without, Bool *seen)
{
   if (node == without || seen[node])
      return;
   seen[node] = True;
   for (UInt to = 0; to < n_nodes; to++) {
      if (edge[node][to])
         reach(to, without, seen);
   }
}

static UInt number_of[MOST_NODES];

/* True if each dominator is the one that all others of the node dominate. */
static Bool dominators_are_right(const Ms2Dominators *found)
{
   static Bool dominates[MOST_NODES][MOST_NODES];

   memset(dominates, 0, sizeof dominates);
   for (UInt d = 0; d < n_nodes; d++) {
      Bool seen[MOST_NODES] = {False};
      reach(MS2_GRAPH_TOP, d, seen);
      for (UInt node = 0; node < n_nodes; node++)
         dominates[d][node] = !seen[node] && node != d;
   }
   for (UInt i = 0; i < found->n; i++)
      number_of[found->node[i]] = i;
   for (UInt node = 1; node < n_nodes; node++) {
      UInt is = found->node[found->dominator[number_of[node]]];
      if (!dominates[is][node])
         return False;
      for (UInt d = 0; d < n_nodes; d++) {
         if (d != is && dominates[d][node] && !dominates[d][is])
            return False;
      }
   }
   return True;
}

/* Which blocks a block leads to; by starts only, or all. */
static Bool points_to(UInt from, UInt to, Bool starts_only)
{
   for (UInt i = place[from]; i < place[from + 1]; i++) {
      Addr start = (Addr)&memory[place[to]];
      Addr end = (Addr)&memory[place[to + 1]];
      if (memory[i] == start ||
          (!starts_only && memory[i] >= start && memory[i] < end)) {
         return True;
      }
   }
   return False;
}

static void spread(UChar *in, UInt block, Bool starts_only)
{
   if (in[block])
      return;
   in[block] = 1;
   for (UInt to = 0; to < n_blocks; to++) {
      if (points_to(block, to, starts_only))
         spread(in, to, starts_only);
   }
}

static void spread_roots(UChar *in, Bool starts_only)
{
   for (UInt i = 0; i < n_roots * MOST_WORDS; i++) {
      for (UInt b = 0; b < n_blocks; b++) {
         Addr start = (Addr)&memory[place[b]];
         Addr end = (Addr)&memory[place[b + 1]];
         if (roots_memory[i] == start ||
             (!starts_only && roots_memory[i] >= start &&
              roots_memory[i] < end)) {
            spread(in, b, starts_only);
         }
      }
   }
}

/* What a lost block leads to is lost indirectly, a leader found before too. */
static void lose(UChar *expected, UInt block, UInt leader)
{
   for (UInt to = 0; to < n_blocks; to++) {
      Bool is_new = expected[to] == MS2_LOSS_UNSEEN;
      if (to == leader || !points_to(block, to, False) ||
          (!is_new && expected[to] != MS2_LOSS_DEFINITELY)) {
         continue;
      }
      expected[to] = MS2_LOSS_INDIRECTLY;
      if (is_new)
         lose(expected, to, leader);
   }
}

static Bool classes_are_right(const UChar *classes)
{
   UChar definite[MOST_BLOCKS] = {0}, held[MOST_BLOCKS] = {0};
   UChar expected[MOST_BLOCKS] = {0};

   spread_roots(definite, True);
   spread_roots(held, False);
   for (UInt i = 0; i < n_blocks; i++) {
      if (held[i])
         expected[i] = definite[i] ? MS2_LOSS_REACHABLE : MS2_LOSS_POSSIBLY;
   }
   for (UInt i = 0; i < n_blocks; i++) {
      if (expected[i] == MS2_LOSS_UNSEEN) {
         expected[i] = MS2_LOSS_DEFINITELY;
         lose(expected, i, i);
      }
   }
   return memcmp(classes, expected, n_blocks) == 0;
}

/* What is not reached from the top without the block, itself included. */
static Bool retained_is_right(const Ms2RetainedBlock *top,
                              const Ms2Graph *graph)
{
   UInt first_block = ms2_graph_first_block(graph);
   Bool seen[MOST_NODES] = {False};
   ULong bytes = 0, n = 0;

   reach(MS2_GRAPH_TOP, first_block + top->block, seen);
   for (UInt i = 0; i < n_blocks; i++) {
      if (!seen[first_block + i] && i % 5 != 0) {
         bytes += ms2_blocks_bytes(graph->pointers->blocks, i);
         n++;
      }
   }
   return bytes == top->bytes && n == top->blocks;
}

static Bool tops_are_right(const Ms2Array *tops, const Ms2Graph *graph)
{
   for (UInt i = 0; i < tops->n; i++) {
      const Ms2RetainedBlock *top = ms2_array_get(tops, i);
      if (!retained_is_right(top, graph))
         return False;
      if (i > 0 && top->bytes > (top - 1)->bytes)
         return False;
   }
   return True;
}

/* Everything that is recorded stands in the tree once. */
static Bool fold_is_right(const Ms2Fold *fold, const Ms2Blocks *blocks)
{
   ULong bytes = 0, all_bytes = 0, n = 0, n_recorded = 0;

   for (UInt i = 0; i < fold->nodes->n; i++) {
      const Ms2FoldNode *node = ms2_array_get(fold->nodes, i);
      bytes += node->bytes;
      n += node->blocks;
      if (i > 0 && node->parent >= i)
         return False;
   }
   for (UInt i = 0; i < blocks->n; i++) {
      if (ms2_blocks_context(blocks, i) != 0) {
         all_bytes += ms2_blocks_bytes(blocks, i);
         n_recorded++;
      }
   }
   return bytes == all_bytes && n == n_recorded;
}

static void test_random(void)
{
   UInt n_wrong_classes = 0, n_wrong_dominators = 0, n_wrong_folds = 0;
   UInt n_wrong_tops = 0;

   for (UInt round = 0; round < N_ROUNDS; round++) {
      make_heap();
      Ms2Range range = {.start = (Addr)memory,
                        .end = (Addr)memory + sizeof memory};
      Ms2Ranges readable;
      ms2_ranges_init(&readable, "test");
      ms2_ranges_add(&readable, &range);
      Ms2Blocks blocks;
      add_blocks(&blocks);
      Ms2Pointers pointers = {.blocks = &blocks, .readable = &readable};
      Ms2Roots roots;
      ms2_roots_init(&roots);
      ms2_roots_scan(&roots, &pointers, (Addr)roots_memory,
                     (Addr)(roots_memory + n_roots * MOST_WORDS), root_of);
      if (n_roots > 0)
         nest_some(&roots);
      ms2_roots_settle(&roots);
      UChar *classes = ms2_loss_find(&pointers, &roots);
      n_wrong_classes += !classes_are_right(classes);
      Ms2Graph graph;
      ms2_graph_init(&graph, &pointers, &roots, classes);
      Ms2Dominators dominators;
      ms2_dominators_find(&dominators, &graph);
      find_edges(&graph);
      n_wrong_dominators += !dominators_are_right(&dominators);
      Ms2Array *tops = ms2_retained_find(&graph, &dominators);
      n_wrong_tops += !tops_are_right(tops, &graph);
      Ms2Fold fold;
      ms2_fold_make(&fold, &graph, &dominators, tops);
      n_wrong_folds += !fold_is_right(&fold, &blocks);
      ms2_fold_trim(&fold, tops);
      n_wrong_folds += !fold_is_right(&fold, &blocks);
      ms2_array_free(tops);
      ms2_fold_release(&fold);
      ms2_dominators_release(&dominators);
      ms2_graph_release(&graph);
      free(classes);
      ms2_roots_release(&roots);
      ms2_blocks_release(&blocks);
      free(readable.ranges);
   }
   tap_is_u64(n_wrong_classes, 0, "the classes of random heaps");
   tap_is_u64(n_wrong_dominators, 0, "the dominators of random heaps");
   tap_is_u64(n_wrong_tops, 0, "what single blocks of random heaps retain");
   tap_is_u64(n_wrong_folds, 0, "each block stands in the tree once");
}

/* One block in another: of an operator new and the malloc that it calls, or of
   a pool and its piece.  What is inside is left, with its stack. */
static void test_one_in_another(UInt outer, UInt inner)
{
   static const ULong inner_bytes[] = {64, 70000, 48};
   const ULong outer_bytes = 70000;

   for (UInt i = 0; i < 6; i++) {
      const ULong bytes = inner_bytes[i / 2];
      const Bool is_inner_first = i % 2;
      Ms2Blocks blocks;

      ms2_blocks_init(&blocks, 2);
      ms2_blocks_add(&blocks, (Addr)memory,
                     is_inner_first ? bytes : outer_bytes,
                     is_inner_first ? inner : outer);
      ms2_blocks_add(&blocks, (Addr)memory,
                     is_inner_first ? outer_bytes : bytes,
                     is_inner_first ? outer : inner);
      ms2_blocks_settle(&blocks);
      tap_is_u64(blocks.n, 1, "of one block in another one is left");
      tap_is_u64(ms2_blocks_bytes(&blocks, 0), bytes, "the inner one");
      tap_is_u64(ms2_blocks_context(&blocks, 0), inner, "with its stack");
      tap_is_u64(blocks.pool_bytes, outer == 0 ? 0 : outer_bytes,
                 "what is recorded of the outer one is a pool's");
      ms2_blocks_release(&blocks);
   }
}

int main(void)
{
   test_random();
   test_one_in_another(0, 5);
   test_one_in_another(4, 5);
   return tap_done();
}
