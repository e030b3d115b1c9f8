/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making a folded tree small enough for a file. */
#include "owners/fold_trim.h"

#include "base/map.h"

typedef struct {
   ULong bytes, blocks; /* retained */
   UInt now;            /* its number from now on */
   UInt rest;           /* of the node that sums up what went below it; or 0 */
   Bool is_lost;        /* lost memory, or below it */
   Bool stays;
} Info;

typedef struct {
   Ms2Fold *fold;
   Info *infos;
   Ms2Array *nodes;
   Ms2Array *edges;
} Trim;

static const Ms2FoldNode *node_at(const Trim *trim, UInt i)
{
   return ms2_array_get(trim->fold->nodes, i);
}

/* A parent stands before its children. */
static void find_retained(Trim *trim)
{
   UInt n = trim->fold->nodes->n;

   for (UInt i = 0; i < n; i++) {
      const Ms2FoldNode *node = node_at(trim, i);
      trim->infos[i].bytes = node->bytes;
      trim->infos[i].blocks = node->blocks;
      trim->infos[i].is_lost =
          node->kind == MS2_FOLD_LOST || trim->infos[node->parent].is_lost;
   }
   for (UInt i = n; i-- > 1;) {
      UInt parent = node_at(trim, i)->parent;
      trim->infos[parent].bytes += trim->infos[i].bytes;
      trim->infos[parent].blocks += trim->infos[i].blocks;
   }
}

/* ---- what stays --------------------------------------------------------- */

static UInt count(const Trim *trim, Bool is_lost, ULong least)
{
   UInt n = 0;

   for (UInt i = 0; i < trim->fold->nodes->n; i++) {
      const Info *info = &trim->infos[i];
      n += info->is_lost == is_lost && info->blocks > 0 && info->bytes >= least;
   }
   return n;
}

/* A node retains at most what its parent does, so what stays is a tree. */
static void choose(Trim *trim, Bool is_lost)
{
   ULong least = 0;

   while (count(trim, is_lost, least) > MS2_FOLD_TRIM_NODES)
      least = least == 0 ? 1 : 2 * least;
   for (UInt i = 0; i < trim->fold->nodes->n; i++) {
      Info *info = &trim->infos[i];
      if (info->is_lost == is_lost)
         info->stays = info->blocks > 0 && info->bytes >= least;
   }
}

/* Roots that retain little, but hold what stays together with others. */
static void choose_roots(Trim *trim)
{
   UInt n = 0;

   for (UInt i = 0; i < trim->fold->edges->n; i++) {
      const Ms2FoldEdge *edge = ms2_array_get(trim->fold->edges, i);
      Info *from = &trim->infos[edge->from];
      if (!from->stays && trim->infos[edge->to].stays &&
          node_at(trim, edge->from)->kind == MS2_FOLD_ROOT &&
          n < MS2_FOLD_TRIM_ROOTS) {
         from->stays = True;
         n++;
      }
   }
}

/* ---- the new tree ------------------------------------------------------- */

static UInt add(Trim *trim, const Ms2FoldNode *node, UInt parent)
{
   UInt number = trim->nodes->n;
   Ms2FoldNode *added = ms2_array_add(trim->nodes);

   *added = *node;
   added->parent = parent;
   return number;
}

/* Everything below the node goes into its rest, with all that it retains. */
static UInt add_to_rest(Trim *trim, Info *parent, const Info *info)
{
   if (parent->rest == 0) {
      Ms2FoldNode rest = {.kind = MS2_FOLD_REST};
      parent->rest = add(trim, &rest, parent->now);
   }
   Ms2FoldNode *rest = ms2_array_get(trim->nodes, parent->rest);
   rest->bytes += info->bytes;
   rest->blocks += info->blocks;
   return parent->rest;
}

static void make_nodes(Trim *trim)
{
   trim->infos[0].stays = True;
   add(trim, node_at(trim, 0), 0);
   for (UInt i = 1; i < trim->fold->nodes->n; i++) {
      const Ms2FoldNode *node = node_at(trim, i);
      Info *info = &trim->infos[i];
      Info *parent = &trim->infos[node->parent];
      if (info->stays)
         info->now = add(trim, node, parent->now);
      else if (!parent->stays || info->blocks == 0)
         info->now = parent->now;
      else
         info->now = add_to_rest(trim, parent, info);
   }
}

/* ---- edges -------------------------------------------------------------- */

static Ms2FoldEdge *edge_of(Trim *trim, Ms2Map *map, UInt from, UInt to)
{
   ULong hash = ms2_map_hash(from, to);
   Ms2MapCursor at;

   for (UInt i = ms2_map_first(map, hash, &at); i != MS2_MAP_NONE;
        i = ms2_map_next(map, &at)) {
      Ms2FoldEdge *edge = ms2_array_get(trim->edges, i);
      if (edge->from == from && edge->to == to)
         return edge;
   }
   ms2_map_add(map, hash, trim->edges->n);
   Ms2FoldEdge *edge = ms2_array_add(trim->edges);
   edge->from = from;
   edge->to = to;
   return edge;
}

/* The most pointers first; then in the order of the nodes. */
static Int compare(const void *a, const void *b)
{
   const Ms2FoldEdge *one = a, *other = b;

   if (one->pointers != other->pointers)
      return one->pointers > other->pointers ? -1 : 1;
   if (one->to != other->to)
      return one->to < other->to ? -1 : 1;
   return one->from < other->from ? -1 : one->from > other->from;
}

static void make_edges(Trim *trim)
{
   Ms2Map map;

   ms2_map_init(&map, "ms2.owners.trim");
   for (UInt i = 0; i < trim->fold->edges->n; i++) {
      const Ms2FoldEdge *edge = ms2_array_get(trim->fold->edges, i);
      UInt from = trim->infos[edge->from].now;
      UInt to = trim->infos[edge->to].now;
      const Ms2FoldNode *node = ms2_array_get(trim->nodes, to);
      if (from != to && from != 0 && to != 0 && node->parent != from)
         edge_of(trim, &map, from, to)->pointers += edge->pointers;
   }
   ms2_map_release(&map);
   ms2_host_sort(trim->edges->elements, trim->edges->n, sizeof(Ms2FoldEdge),
                 compare);
   if (trim->edges->n > MS2_FOLD_TRIM_EDGES)
      trim->edges->n = MS2_FOLD_TRIM_EDGES;
}

void ms2_fold_trim(Ms2Fold *fold, Ms2Array *tops)
{
   Trim trim = {.fold = fold};

   trim.infos = ms2_host_alloc_zeroed("ms2.owners.trim", fold->nodes->n,
                                      sizeof *trim.infos);
   trim.nodes = ms2_array_new("ms2.owners.trim", sizeof(Ms2FoldNode));
   trim.edges = ms2_array_new("ms2.owners.trim", sizeof(Ms2FoldEdge));
   find_retained(&trim);
   choose(&trim, False);
   choose(&trim, True);
   choose_roots(&trim);
   make_nodes(&trim);
   make_edges(&trim);
   for (UInt i = 0; i < tops->n; i++) {
      Ms2RetainedBlock *top = ms2_array_get(tops, i);
      top->node = trim.infos[top->node].now;
   }
   ms2_host_free(trim.infos);
   ms2_fold_release(fold);
   fold->nodes = trim.nodes;
   fold->edges = trim.edges;
}
