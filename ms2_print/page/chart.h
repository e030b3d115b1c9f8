/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pictures made of characters: the graph of the heap, and sparklines.  With
   block characters where the output can show them, else in ASCII. */
#ifndef MS2_PRINT_PAGE_CHART_H
#define MS2_PRINT_PAGE_CHART_H

#include <stddef.h>
#include <stdint.h>

#include "query/graph.h"

struct out;

/* Columns that are left for a graph's plot on a page of `width` columns. */
size_t chart_plot_columns(size_t width);

/* Draws g, whose n_columns is chart_plot_columns(width), with `height` rows,
   axes with ticks, marks for the peak and the end, and a legend. */
void chart_graph(struct out *o, const struct graph *g, size_t height);

/* A line below it, in its columns and its scale: a sparkline with a short name
   on its left. */
void chart_line(struct out *o, const char *name, const uint64_t *values,
                const struct graph *g);

/* n characters, blank for 0, the highest for `max`; no newline. */
void chart_sparkline(struct out *o, const uint64_t *values, size_t n,
                     uint64_t max);

#endif
