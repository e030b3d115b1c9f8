/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dominator tree of blocks, folded to one of contexts. */
#include "owners/fold.h"

#include "base/map.h"

/* What lies deeper joins the node there: the way to the top is walked for each
   new node. */
#define MOST_DEPTH 200

/* Edges of which nobody could read all. */
#define MOST_EDGES 100000

typedef struct {
   Ms2Fold *fold;
   const Ms2Graph *graph;
   const Ms2Dominators *dominators;
   UInt *node_of; /* of the fold, by number of the dominators */
   Ms2Map nodes, edges;
} Search;

static Ms2FoldNode *node_at(const Search *search, UInt node)
{
   return ms2_array_get(search->fold->nodes, node);
}

static Bool is_of(const Ms2FoldNode *node, const Ms2FoldNode *key)
{
   return node->kind == key->kind && node->number == key->number &&
          node->class == key->class;
}

static ULong hash_of(const Ms2FoldNode *key)
{
   return ms2_map_hash(key->parent, (ULong)key->number << 16 |
                                        (ULong)key->kind << 8 | key->class);
}

/* The child of key->parent that is as the key says. */
static UInt child_of(Search *search, const Ms2FoldNode *key)
{
   ULong hash = hash_of(key);
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(&search->nodes, hash, &at); i != MS2_MAP_NONE;
        i = ms2_map_next(&search->nodes, &at)) {
      if (node_at(search, i)->parent == key->parent &&
          is_of(node_at(search, i), key)) {
         return i;
      }
   }
   UInt node = search->fold->nodes->n;
   UShort depth = node_at(search, key->parent)->depth;
   *(Ms2FoldNode *)ms2_array_add(search->fold->nodes) = *key;
   node_at(search, node)->depth = depth + 1;
   ms2_map_add(&search->nodes, hash, node);
   return node;
}

/* The node for what has this key below a parent: one on the way to the top, if
   it is there already. */
static UInt place(Search *search, const Ms2FoldNode *key)
{
   for (UInt at = key->parent; at != MS2_GRAPH_TOP;
        at = node_at(search, at)->parent) {
      if (is_of(node_at(search, at), key))
         return at;
   }
   return node_at(search, key->parent)->depth < MOST_DEPTH
              ? child_of(search, key)
              : key->parent;
}

static Ms2FoldNode key_of(const Search *search, UInt node)
{
   UInt first_block = ms2_graph_first_block(search->graph);
   Ms2FoldNode key = {.kind = MS2_FOLD_ROOT, .number = node - 1};

   if (node == ms2_graph_lost(search->graph)) {
      key.kind = MS2_FOLD_LOST;
      key.number = 0;
   } else if (node >= first_block) {
      UInt block = node - first_block;
      key.kind = MS2_FOLD_BLOCKS;
      key.number = ms2_blocks_context(search->graph->pointers->blocks, block);
      key.class = search->graph->classes[block];
   }
   return key;
}

static void add_all(Search *search)
{
   const Ms2Blocks *blocks = search->graph->pointers->blocks;
   UInt first_block = ms2_graph_first_block(search->graph);

   for (UInt i = 1; i < search->dominators->n; i++) {
      UInt node = search->dominators->node[i];
      Ms2FoldNode key = key_of(search, node);
      key.parent = search->node_of[search->dominators->dominator[i]];
      UInt at = place(search, &key);
      search->node_of[i] = at;
      if (key.kind == MS2_FOLD_BLOCKS && key.number != 0) {
         node_at(search, at)->blocks++;
         node_at(search, at)->bytes +=
             ms2_blocks_bytes(blocks, node - first_block);
      }
   }
}

/* ---- pointers ----------------------------------------------------------- */

static void count_edge(Search *search, UInt from, UInt to)
{
   ULong hash = ms2_map_hash(from, to);
   Ms2Array *edges = search->fold->edges;
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(&search->edges, hash, &at); i != MS2_MAP_NONE;
        i = ms2_map_next(&search->edges, &at)) {
      Ms2FoldEdge *edge = ms2_array_get(edges, i);
      if (edge->from == from && edge->to == to) {
         edge->pointers++;
         return;
      }
   }
   if (edges->n == MOST_EDGES)
      return;
   ms2_map_add(&search->edges, hash, edges->n);
   *(Ms2FoldEdge *)ms2_array_add(edges) =
       (Ms2FoldEdge){.from = from, .to = to, .pointers = 1};
}

static void see_offset(Ms2FoldNode *node, UInt offset)
{
   if (node->offset == 0)
      node->offset = offset + 1;
   else if (node->offset != offset + 1)
      node->offset = MS2_FOLD_NO_OFFSET;
}

/* An edge from a block's dominator says where the pointer lies; another one
   says who holds it as well. */
static void see_edge(Search *search, UInt from, UInt to, ULong offset)
{
   UInt from_node = search->node_of[from];
   UInt to_node = search->node_of[to];

   if (from_node == to_node)
      return;
   if (search->dominators->dominator[to] != from)
      count_edge(search, from_node, to_node);
   else if (offset < MS2_FOLD_NO_OFFSET - 1)
      see_offset(node_at(search, to_node), (UInt)offset);
}

static void see_edges(Search *search, const UInt *number_of)
{
   const Ms2Blocks *blocks = search->graph->pointers->blocks;
   UInt first_block = ms2_graph_first_block(search->graph);

   for (UInt i = 1; i < search->dominators->n; i++) {
      UInt node = search->dominators->node[i];
      Ms2GraphCursor cursor = ms2_graph_start(search->graph, node);
      Addr start = node >= first_block
                       ? ms2_blocks_start(blocks, node - first_block)
                       : 0;
      for (UInt to; ms2_graph_next(search->graph, &cursor, &to);) {
         see_edge(search, i, number_of[to],
                  node >= first_block ? cursor.at - sizeof(UWord) - start
                                      : MS2_FOLD_NO_OFFSET);
      }
   }
}

static UInt *numbers_of(const Ms2Dominators *dominators)
{
   UInt *number_of =
       ms2_host_alloc("ms2.owners.fold", dominators->n * sizeof(UInt));

   for (UInt i = 0; i < dominators->n; i++)
      number_of[dominators->node[i]] = i;
   return number_of;
}

void ms2_fold_make(Ms2Fold *fold, const Ms2Graph *graph,
                   const Ms2Dominators *dominators, Ms2Array *tops)
{
   Search search = {.fold = fold, .graph = graph, .dominators = dominators};

   fold->nodes = ms2_array_new("ms2.owners.fold", sizeof(Ms2FoldNode));
   fold->edges = ms2_array_new("ms2.owners.fold", sizeof(Ms2FoldEdge));
   ms2_map_init(&search.nodes, "ms2.owners.fold");
   ms2_map_init(&search.edges, "ms2.owners.fold");
   ms2_array_add(fold->nodes);
   search.node_of =
       ms2_host_alloc_zeroed("ms2.owners.fold", dominators->n, sizeof(UInt));
   add_all(&search);
   UInt *number_of = numbers_of(dominators);
   see_edges(&search, number_of);
   ms2_host_free(number_of);
   for (UInt i = 0; i < tops->n; i++) {
      Ms2RetainedBlock *top = ms2_array_get(tops, i);
      top->node = search.node_of[top->number];
   }
   ms2_host_free(search.node_of);
   ms2_map_release(&search.nodes);
   ms2_map_release(&search.edges);
}

void ms2_fold_release(Ms2Fold *fold)
{
   ms2_array_free(fold->nodes);
   ms2_array_free(fold->edges);
}
