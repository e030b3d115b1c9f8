/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=growth: blocks that grow by realloc, step by step. */
#include "page/page.h"

#include <stdio.h>

#include "query/growth.h"
#include "page/table.h"
#include "base/units.h"

/* From so many steps on the program could know better. */
#define MANY_STEPS 4

/* What would save copies, or "". */
static const char *find_advice(const struct record_chain *c)
{
   unsigned doublings = facts_bucket(c->longest_last_bytes) -
                        facts_bucket(c->longest_first_bytes);
   if (c->longest_steps < MANY_STEPS)
      return "";
   return c->longest_steps > 2 * (uint64_t)doublings + 2
              ? ": grow it by half or double, or reserve its size at once"
              : ": if its size is known before, reserve it at once";
}

static void make_note(const struct record_chain *c, char *to, size_t size)
{
   snprintf(to, size, "%sgrown %s from %s to %s%s",
            c->chains > 1 ? "the longest: " : "",
            c->longest_steps == 1
                ? "once"
                : units_plural(c->longest_steps, "time", "times").text,
            units_bytes(c->longest_first_bytes).text,
            units_bytes(c->longest_last_bytes).text, find_advice(c));
}

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
      char note[256];
      make_note(c, note, sizeof note);
      table_note(t, note);
   }
   table_print(t);
}

/* How blocks end: by realloc, or by free. */
static void put_ends(const struct page *page)
{
   const struct profile *p = page->profile;
   uint64_t by_realloc = 0;

   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      struct context_facts c;

      facts_context(&p->facts, i, &c);
      by_realloc += c.realloc_blocks;
   }
   char text[256];
   snprintf(text, sizeof text, "%s ended by realloc, not by free",
            units_plural(by_realloc, "block", "blocks").text);
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
