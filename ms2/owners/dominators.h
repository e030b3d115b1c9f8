/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dominator tree of blocks and roots.

   A node's dominator is the nearest one through which every way from the top
   goes: were it gone, all that it dominates would be lost.  A node's retained
   size is its own and that of all that it dominates.

   Found by the algorithm Semi-NCA (Georgiadis, Tarjan, Werneck: Finding
   Dominators in Practice, 2006), without recursion, in 20 bytes a node and 4
   for each edge beyond those of a spanning tree. */
#ifndef MS2_OWNERS_DOMINATORS_H
#define MS2_OWNERS_DOMINATORS_H

#include "owners/graph.h"

/* Nodes in the order of a walk from the top: numbered anew, a dominator always
   before what it dominates. */
typedef struct {
   UInt n;
   UInt *node;      /* of the graph, by number */
   UInt *dominator; /* a number, by number; the top's is 0 */
} Ms2Dominators;

void ms2_dominators_find(Ms2Dominators *found, const Ms2Graph *graph);
void ms2_dominators_release(Ms2Dominators *found);

#endif
