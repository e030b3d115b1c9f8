/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dominator tree of blocks and roots. */
#include "owners/dominators.h"

/* All but `number` are by number. */
typedef struct {
   const Ms2Graph *graph;
   UInt *number; /* by node; UNSEEN */
   UInt n;
   UInt *parent; /* in the tree of the walk */
   UInt *semi;   /* in the place of `first`, which it takes over */
   UInt *label;
   UInt *dominator; /* the parent at first */
   UInt *first;     /* of each, and behind the last: its first in `from` */
   UInt *from;      /* where edges come from that are not of the tree */
   UInt n_edges;    /* of those */
   Ms2Array *path;  /* UInt */
} Search;

#define UNSEEN 0xFFFFFFFFU

static UInt *numbers(UInt n)
{
   return ms2_host_alloc("ms2.owners.dominators", (n + 2UL) * sizeof(UInt));
}

/* ---- the walk ----------------------------------------------------------- */

static void enter(Search *search, Ms2Array *stack, UInt node, UInt parent)
{
   search->parent[search->n] = parent;
   search->number[node] = search->n++;
   *(Ms2GraphCursor *)ms2_array_add(stack) =
       ms2_graph_start(search->graph, node);
}

static void walk_from(Search *search, Ms2Array *stack, UInt start)
{
   enter(search, stack, start, 0);
   while (stack->n > 0) {
      Ms2GraphCursor *top = ms2_array_get(stack, stack->n - 1);
      UInt to;
      if (!ms2_graph_next(search->graph, top, &to))
         stack->n--;
      else if (search->number[to] == UNSEEN)
         enter(search, stack, to, search->number[top->node]);
   }
}

/* Every block is reached from the top, but for where memory has changed since
   that was found. */
static void walk(Search *search)
{
   Ms2Array *stack = ms2_array_new("ms2.owners.stack", sizeof(Ms2GraphCursor));

   walk_from(search, stack, MS2_GRAPH_TOP);
   for (UInt node = 0; node < search->graph->n; node++) {
      if (search->number[node] == UNSEEN)
         walk_from(search, stack, node);
   }
   ms2_array_free(stack);
}

/* Calls for each edge that says something beyond the tree. */
static void each_edge(Search *search,
                      void (*call)(Search *search, UInt from, UInt to))
{
   for (UInt node = 0; node < search->graph->n; node++) {
      Ms2GraphCursor cursor = ms2_graph_start(search->graph, node);
      UInt from = search->number[node];
      for (UInt to; ms2_graph_next(search->graph, &cursor, &to);) {
         UInt number = search->number[to];
         if (number != from && search->parent[number] != from)
            call(search, from, number);
      }
   }
}

static void count_edge(Search *search, UInt from, UInt to)
{
   (void)from;
   search->first[to + 1]++;
}

/* Fills each node's edges from the back.  Where memory has changed meanwhile
   there may be more of them than were counted. */
static void keep_edge(Search *search, UInt from, UInt to)
{
   if (search->first[to + 1] > 0)
      search->from[--search->first[to + 1]] = from;
}

static void find_edges(Search *search)
{
   ms2_host_memset(search->first, 0, (search->n + 2UL) * sizeof(UInt));
   each_edge(search, count_edge);
   for (UInt i = 1; i <= search->n; i++)
      search->first[i] += search->first[i - 1];
   search->n_edges = search->first[search->n];
   search->from = ms2_host_alloc_zeroed("ms2.owners.dominators",
                                        search->n_edges + 1UL, sizeof(UInt));
   each_edge(search, keep_edge);
   /* What stood at number + 1, the end of its edges, is their start now. */
   ms2_host_memmove(search->first, search->first + 1, search->n * sizeof(UInt));
   search->first[search->n] = search->n_edges;
}

/* ---- semidominators ----------------------------------------------------- */

/* The label with the lowest semidominator on the way up to the last node of the
   tree below `last`; the way becomes shorter for who comes next. */
static UInt evaluate(Search *search, UInt number, UInt last)
{
   Ms2Array *path = search->path;

   if (search->parent[number] < last)
      return search->label[number];
   ms2_array_clear(path);
   for (UInt at = number; search->parent[at] >= last; at = search->parent[at])
      *(UInt *)ms2_array_add(path) = at;
   while (path->n > 0) {
      UInt at = *(UInt *)ms2_array_get(path, --path->n);
      UInt up = search->parent[at];
      if (search->semi[search->label[up]] < search->semi[search->label[at]])
         search->label[at] = search->label[up];
      search->parent[at] = search->parent[up];
   }
   return search->label[number];
}

/* From the last to the first.  Those not reached yet are their own, so that the
   place of a node's semidominator is free until then. */
static void find_semidominators(Search *search)
{
   UInt end = search->n_edges;

   for (UInt i = 0; i < search->n; i++) {
      search->label[i] = i;
      search->dominator[i] = search->parent[i];
   }
   for (UInt i = search->n; i-- > 1;) {
      UInt start = search->first[i];
      UInt semi = search->parent[i];
      for (UInt e = start; e < end; e++) {
         UInt other = search->from[e];
         if (other > i)
            other = search->semi[evaluate(search, other, i + 1)];
         semi = other < semi ? other : semi;
      }
      end = start;
      search->semi[i] = semi;
   }
}

static void find_dominators(Search *search)
{
   for (UInt i = 1; i < search->n; i++) {
      UInt dominator = search->dominator[i];
      while (dominator > search->semi[i])
         dominator = search->dominator[dominator];
      search->dominator[i] = dominator;
   }
}

void ms2_dominators_find(Ms2Dominators *found, const Ms2Graph *graph)
{
   UInt n = graph->n;
   Search search = {.graph = graph, .number = numbers(n), .parent = numbers(n)};

   for (UInt i = 0; i < n; i++)
      search.number[i] = UNSEEN;
   walk(&search);
   search.first = numbers(n);
   find_edges(&search);
   search.semi = search.first;
   search.label = numbers(n);
   search.dominator = numbers(n);
   search.path = ms2_array_new("ms2.owners.path", sizeof(UInt));
   find_semidominators(&search);
   find_dominators(&search);
   for (UInt i = 0; i < n; i++)
      search.label[search.number[i]] = i;
   found->n = n;
   found->node = search.label;
   found->dominator = search.dominator;
   ms2_array_free(search.path);
   ms2_host_free(search.from);
   ms2_host_free(search.semi);
   ms2_host_free(search.parent);
   ms2_host_free(search.number);
}

void ms2_dominators_release(Ms2Dominators *found)
{
   ms2_host_free(found->node);
   ms2_host_free(found->dominator);
}
