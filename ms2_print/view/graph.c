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

/* What the axis counts, in words that need no manual. */
static void put_caption(const struct page *page, struct graph_of what)
{
   const char *words = units_axis_caption(what.axis);
   const struct profile *p = page->profile;
   const char *subject = subjects[what.series];

   if (what.series == SERIES_HEAP && p->first_mapped > 0)
      subject = p->has_heap ? "All memory" : subjects[SERIES_PAGES];
   if (what.axis != AXIS_MS) {
      page_heading(page, "%s over the %s", subject, words);
   } else if (query_graph_waited(page->options, p)) {
      page_heading(page, "%s over time (it mostly waited; --x=work: work done)",
                   subject);
   } else {
      page_heading(page, "%s over time", subject);
   }
}

/* Two lines in the scale of the heap above them. */
static void put_use(const struct page *page, const struct graph *g)
{
   struct graph_use use;

   if (!query_graph_use(page->arena, page->profile, g, &use))
      return;
   chart_line(page->out, "touched", use.touched, g);
   chart_line(page->out, "in use", use.in_use, g);
}

void view_graph_section(const struct page *page, enum series series,
                        size_t height)
{
   struct graph_of what = {page_axis(page), series};
   struct graph *g = query_graph(page->arena, page->profile, what,
                                 chart_plot_columns(page->width));
   put_caption(page, what);
   if (g->y_max == 0) {
      page_paragraph(page, 2,
                     series == SERIES_HEAP
                         ? page_nothing(page->profile,
                                        "The heap was empty all the time; "
                                        "without --from, --until and --focus "
                                        "all of the run is shown.")
                     : series == SERIES_STACKS && !page->profile->run.stacks
                         ? "Stacks were not measured: record with "
                           "--stacks=yes."
                         : "There was nothing of it, or it was not recorded; "
                           "--series=heap draws the heap.");
      return;
   }
   chart_graph(page->out, g, height);
   if (series == SERIES_HEAP)
      put_use(page, g);
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
    .flags = NEEDS_TREE | TAKES_SELECTION,
    .render = render,
};
