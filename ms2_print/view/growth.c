/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=growth: blocks that grow by realloc, step by step. */
#include "page/page.h"

#include <stdio.h>

#include "query/growth.h"
#include "page/table.h"
#include "base/units.h"

static void put_rows(const struct page *page, const struct growth_row *rows,
                     size_t n_rows)
{
   static const char *const titles[] = {"copied", "reallocs", "blocks",
                                        "grew by"};
   struct table *t = table_new(page, titles, 4, "function (file:line)");
   for (size_t i = 0; i < n_rows; i++) {
      const struct record_chain *c = &rows[i].sum;
      table_cell(t, units_bytes(c->copied_bytes).text);
      table_cell(t, units_count_short(c->steps).text);
      table_cell(t, units_count_short(c->chains).text);
      table_cell(
          t,
          units_bytes_change((int64_t)(c->last_bytes - c->first_bytes)).text);
      table_site(t, rows[i].site, (struct remark){"", false, "", 1});
      table_note(t, growth_note(page->arena, c));
   }
   table_print(t);
}

/* How blocks end: by realloc, or by free. */
static void put_ends(const struct page *page)
{
   char text[256];
   snprintf(text, sizeof text, "%s ended by realloc, not by free",
            units_plural(growth_ended(page->profile), "block", "blocks").text);
   page_paragraph(page, 2, text);
}

static void put_answer(const struct page *page, const struct growth_row *rows,
                       size_t n_rows)
{
   uint64_t copied = 0, steps = 0;
   for (size_t i = 0; i < n_rows; i++) {
      copied += rows[i].sum.copied_bytes;
      steps += rows[i].sum.steps;
   }
   char text[256];
   snprintf(text, sizeof text, "%s copied %s to other places",
            units_plural(steps, "realloc", "reallocs").text,
            units_bytes(copied).text);
   page_paragraph(page, 2, text);
   put_ends(page);
   out_printf(page->out, "\n");
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   size_t n;
   struct growth_row *rows =
       query_growth(page.arena, page.stacks, v->profile, &n);
   page_heading(&page, "Blocks that grew by realloc");
   if (n == 0) {
      page_paragraph(
          &page, 2,
          page_nothing(
              v->profile,
              v->profile->facts.n_contexts > 0
                  ? "None: no realloc made a block larger."
                  : "That was not recorded: the file is of an older "
                    "ms2 or of another tool. Record the program again."));
   } else {
      size_t shown = n < v->options->top_n ? n : v->options->top_n;
      put_answer(&page, rows, n);
      put_rows(&page, rows, shown);
      if (shown < n) {
         out_printf(
             v->out, "%s\n",
             units_plural(n - shown, "more function", "more functions").text);
      }
   }
   page_close(&page);
}

const struct view_row view_growth = {
    .name = "growth",
    .summary = "blocks that grow by realloc, and what that copies",
    .kind = VIEW_TEXT,
    .flags = OF_HEAP,
    .render = render,
};
