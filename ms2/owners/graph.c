/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks and roots as one graph. */
#include "owners/graph.h"

static void find_pointers(Ms2Graph *graph, UInt n_roots)
{
   const Ms2Array *pointers = graph->roots->pointers;

   graph->first = ms2_host_alloc_zeroed("ms2.owners.graph", n_roots + 1UL,
                                        sizeof *graph->first);
   for (UInt i = 0; i < pointers->n; i++) {
      const Ms2RootPointer *pointer = ms2_array_get(pointers, i);
      graph->first[pointer->root + 1] = i + 1;
   }
   for (UInt root = 0; root < n_roots; root++) {
      if (graph->first[root + 1] < graph->first[root])
         graph->first[root + 1] = graph->first[root];
   }
}

/* Counted, summed up, and put in their places from the last one on. */
static void find_parts(Ms2Graph *graph, UInt n_roots)
{
   UInt *first =
       ms2_host_alloc_zeroed("ms2.owners.graph", n_roots + 1UL, sizeof *first);
   UInt whole;

   for (UInt root = 0; root < n_roots; root++) {
      whole = ms2_roots_whole(graph->roots, root);
      if (whole != MS2_ROOTS_NOBODY)
         first[whole]++;
   }
   for (UInt root = 0; root < n_roots; root++)
      first[root + 1] += first[root];
   graph->parts = ms2_host_alloc("ms2.owners.graph",
                                 (first[n_roots] + 1UL) * sizeof(UInt));
   for (UInt root = n_roots; root-- > 0;) {
      whole = ms2_roots_whole(graph->roots, root);
      if (whole != MS2_ROOTS_NOBODY)
         graph->parts[--first[whole]] = root;
   }
   graph->first_part = first;
}

void ms2_graph_init(Ms2Graph *graph, Ms2Pointers *pointers,
                    const Ms2Roots *roots, const UChar *classes)
{
   UInt n_roots = roots->n_roots;

   graph->pointers = pointers;
   graph->roots = roots;
   graph->classes = classes;
   graph->n = n_roots + 2 + pointers->blocks->n;
   find_pointers(graph, n_roots);
   find_parts(graph, n_roots);
}

void ms2_graph_release(Ms2Graph *graph)
{
   ms2_host_free(graph->first);
   ms2_host_free(graph->parts);
   ms2_host_free(graph->first_part);
}

Ms2GraphCursor ms2_graph_start(const Ms2Graph *graph, UInt node)
{
   UInt first_block = ms2_graph_first_block(graph);
   Ms2GraphCursor cursor = {.node = node, .at = 0};

   if (node >= first_block)
      cursor.at = ms2_blocks_start(graph->pointers->blocks, node - first_block);
   else if (node == MS2_GRAPH_TOP)
      cursor.at = MS2_GRAPH_TOP + 1;
   return cursor;
}

static Bool next_of_root(const Ms2Graph *graph, Ms2GraphCursor *cursor,
                         UInt *to)
{
   UInt root = cursor->node - 1;
   UInt n_parts = graph->first_part[root + 1] - graph->first_part[root];
   UInt at = (UInt)cursor->at++;

   if (at < n_parts) {
      *to = graph->parts[graph->first_part[root] + at] + 1;
      return True;
   }
   at += graph->first[root] - n_parts;
   if (at >= graph->first[root + 1])
      return False;
   const Ms2RootPointer *pointer = ms2_array_get(graph->roots->pointers, at);
   *to = ms2_graph_first_block(graph) + pointer->block;
   return True;
}

/* Roots that are part of none, and lost memory. */
static Bool next_of_top(const Ms2Graph *graph, Ms2GraphCursor *cursor, UInt *to)
{
   do
      *to = (UInt)cursor->at++;
   while (*to < ms2_graph_lost(graph) &&
          ms2_roots_whole(graph->roots, *to - 1) != MS2_ROOTS_NOBODY);
   return *to <= ms2_graph_lost(graph);
}

static Bool next_lost(const Ms2Graph *graph, Ms2GraphCursor *cursor, UInt *to)
{
   UInt n = graph->pointers->blocks->n;

   while (cursor->at < n && graph->classes[cursor->at] != MS2_LOSS_DEFINITELY)
      cursor->at++;
   *to = ms2_graph_first_block(graph) + (UInt)cursor->at;
   return cursor->at++ < n;
}

static Bool is_lost(const Ms2Graph *graph, UInt block)
{
   return graph->classes[block] >= MS2_LOSS_DEFINITELY;
}

/* A lost block holds nothing that is not lost. */
static Bool next_of_block(const Ms2Graph *graph, Ms2GraphCursor *cursor,
                          UInt *to)
{
   const Ms2Blocks *blocks = graph->pointers->blocks;
   UInt block = cursor->node - ms2_graph_first_block(graph);
   Addr end = ms2_blocks_start(blocks, block) + ms2_blocks_bytes(blocks, block);
   Ms2Pointer found;

   while (ms2_pointers_next(graph->pointers, &cursor->at, end, &found)) {
      if (is_lost(graph, found.block) || !is_lost(graph, block)) {
         *to = ms2_graph_first_block(graph) + found.block;
         return True;
      }
   }
   return False;
}

Bool ms2_graph_next(const Ms2Graph *graph, Ms2GraphCursor *cursor, UInt *to)
{
   UInt lost = ms2_graph_lost(graph);

   if (cursor->node > lost)
      return next_of_block(graph, cursor, to);
   if (cursor->node == lost)
      return next_lost(graph, cursor, to);
   if (cursor->node != MS2_GRAPH_TOP)
      return next_of_root(graph, cursor, to);
   return next_of_top(graph, cursor, to);
}
