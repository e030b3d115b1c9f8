/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=graph: the heap along the run. */
#include "view/sections.h"
#include "page/page.h"

#include "page/chart.h"
#include "query/graph.h"
#include "base/units.h"

/* The subject of the picture. */
static const char *const subjects[] = {
    [SERIES_HEAP] = "The heap",
    [SERIES_PAGES] = "The mapped pages",
    [SERIES_STACKS] = "The stacks",
    [SERIES_SUM] = "Heap, mapped pages and stacks",
};

_Static_assert(sizeof subjects / sizeof *subjects == SERIES_COUNT,
               "every series has a caption");

/* How a beginner reads an axis; the words in the brackets are the unit. */
static void put_caption(const struct page *page, struct graph_of what)
{
   const char *words = units_axis_caption(what.axis);
   const char *subject = subjects[what.series];
   switch (what.axis) {
   case AXIS_SUPERBLOCKS:
   case AXIS_INSTRUCTIONS:
      page_heading(page, "%s over time (%s)", subject, words);
      break;
   case AXIS_MS: page_heading(page, "%s over time", subject); break;
   default: page_heading(page, "%s over the run (%s)", subject, words);
   }
}

void view_graph_section(const struct page *page, enum series series,
                        size_t height)
{
   /* How squeezed the allocations are says nothing of the other series. */
   struct graph_of what = {series == SERIES_HEAP
                               ? page_axis(page)
                               : options_axis(page->options, page->profile),
                           series};
   struct graph *g = query_graph(page->arena, page->profile, what,
                                 chart_plot_columns(page->width));
   put_caption(page, what);
   if (g->y_max == 0) {
      page_paragraph(page, 2,
                     series == SERIES_HEAP ? "No memory was ever allocated."
                     : series == SERIES_STACKS && !page->profile->run.stacks
                         ? "Stacks were not measured: record with "
                           "--stacks=yes."
                         : "There was nothing of it, or it was not recorded.");
      return;
   }
   chart_graph(page->out, g, height);
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   view_graph_section(&page, v->options->series, v->options->height);
   page_close(&page);
}

const struct view_row view_graph = {
    .name = "graph",
    .summary = "the heap over the run",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE,
    .render = render,
};
