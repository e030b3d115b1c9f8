/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap, or another series, along an axis, cut into the columns of a
   graph. */
#ifndef MS2_PRINT_QUERY_GRAPH_H
#define MS2_PRINT_QUERY_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct options;

/* The series within one column: at no snapshot below `low`, at some time at
   `high`. */
struct graph_column {
   uint64_t low;
   uint64_t high;
   uint64_t heap; /* of `low` at least this much, where it is a sum */
};

struct graph {
   enum axis axis;
   uint64_t x_max; /* the axis runs from 0 to here */
   uint64_t y_max; /* the largest `high` */
   struct graph_column *columns;
   size_t n_columns;
   size_t peak_column;
   uint64_t peak_bytes;
   uint64_t end_bytes;
   const char *beside; /* what a sum has beside the heap; NULL: it is none */
};

/* The axis of a page: of its pictures, its moments, its shares of the run and
   of --from and --until.  What the user asked for, else what the recording did;
   else work, or allocations where those of a short run are squeezed into a
   small part of it, or time where the program mostly waited.  Of a window it is
   that of the whole run. */
enum axis query_graph_axis(const struct options *o, const struct profile *p);

/* True if it is time for that last reason. */
bool query_graph_waited(const struct options *o, const struct profile *p);

/* True if the program mostly waited, whatever the axis is. */
bool query_graph_has_waited(const struct profile *p);

/* What to draw. */
struct graph_of {
   enum axis axis;
   enum series series;
};

struct graph *query_graph(struct arena *a, const struct profile *p,
                          struct graph_of what, size_t n_columns);

/* What was used, in the columns of g: bytes touched at any time by blocks that
   live, and bytes touched since the snapshot before; the most of each column.
   False, and nothing is there, where it was not recorded. */
struct graph_use {
   const uint64_t *touched, *in_use;
};
bool query_graph_use(struct arena *a, const struct profile *p,
                     const struct graph *g, struct graph_use *to);

/* The column that holds the value `x` of an axis that ends at x_max. */
size_t graph_column_of(uint64_t x, uint64_t x_max, size_t n_columns);

#endif
