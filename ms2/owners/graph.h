/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks and roots as one graph, which is never stored: its edges are read from
   memory each time.

      0                    the top: points to roots, and to lost memory
      1 to n_roots         roots: point to those that are part of them, and to
                           blocks
      n_roots + 1          lost memory: points to what is definitely lost
      n_roots + 2 and on   blocks

   So every block is reached from the top. */
#ifndef MS2_OWNERS_GRAPH_H
#define MS2_OWNERS_GRAPH_H

#include "owners/loss.h"
#include "owners/roots.h"

#define MS2_GRAPH_TOP 0

typedef struct {
   Ms2Pointers *pointers;
   const Ms2Roots *roots; /* settled */
   const UChar *classes;
   UInt *first;      /* of each root, and behind the last: its first pointer */
   UInt *parts;      /* roots that are part of others, by these */
   UInt *first_part; /* as first, in parts */
   UInt n;           /* nodes */
} Ms2Graph;

void ms2_graph_init(Ms2Graph *graph, Ms2Pointers *pointers,
                    const Ms2Roots *roots, const UChar *classes);
void ms2_graph_release(Ms2Graph *graph);

static inline UInt ms2_graph_lost(const Ms2Graph *graph)
{
   return graph->roots->n_roots + 1;
}

static inline UInt ms2_graph_first_block(const Ms2Graph *graph)
{
   return graph->roots->n_roots + 2;
}

/* Where the search for a node's edges stands. */
typedef struct {
   UInt node;
   Addr at; /* of a block an address, else a number */
} Ms2GraphCursor;

Ms2GraphCursor ms2_graph_start(const Ms2Graph *graph, UInt node);

/* The node that the next edge leads to.  False if there is none; it may be the
   same several times. */
Bool ms2_graph_next(const Ms2Graph *graph, Ms2GraphCursor *cursor, UInt *to);

#endif
