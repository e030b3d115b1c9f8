/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=graph: the heap along the run. */
#include "page.h"

#include "chart.h"
#include "query_graph.h"
#include "units.h"

/* How a beginner reads an axis; the words in the brackets are the unit. */
static void put_caption(const struct page *page, enum axis axis)
{
   const char *words = units_axis_caption(axis);
   switch (axis) {
   case AXIS_SUPERBLOCKS:
   case AXIS_INSTRUCTIONS:
      page_heading(page, "The heap over time (%s)", words);
      break;
   case AXIS_MS: page_heading(page, "The heap over time"); break;
   default: page_heading(page, "The heap over the run (%s)", words);
   }
}

void section_graph(const struct page *page, size_t height)
{
   enum axis axis = page_axis(page);
   struct graph *g = query_graph(page->arena, page->profile, axis,
                                 chart_plot_columns(page->width));
   put_caption(page, axis);
   if (g->y_max == 0) {
      page_paragraph(page, 2, "No memory was ever allocated.");
      return;
   }
   chart_graph(page->out, g, height);
}

void view_graph(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   section_graph(&page, v->options->height);
   page_close(&page);
}
