/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=watch: one screen of a program, as --watch shows it again and again:
   the numbers, the graph so far, and who holds the memory now. */
#include "view/sections.h"
#include "page/page.h"

#include <inttypes.h>
#include <stdio.h>

#include "page/exit_words.h"
#include "query/top.h"
#include "page/table.h"
#include "base/units.h"

#define NAME_COLUMNS 11

/* Lines that are not the graph's bars and not the table's rows: what ran, the
   numbers, blank lines, the graph's caption, marks and axis, the titles. */
#define FIXED_ROWS 14
#define LEAST_BARS 4
#define LEAST_TABLE_ROWS 3

static uint64_t run_ms(const struct profile *p)
{
   return p->n_snapshots ? p->snapshots[p->n_snapshots - 1].when.on[AXIS_MS]
                         : 0;
}

/* A line of the page has one row, whatever the width. */
static void put_line(const struct page *page, const char *text)
{
   out_fit(page->out, text, page->width);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

static void put_what_runs(const struct page *page)
{
   const struct profile *p = page->profile;
   const struct ending ending = exit_words_of(p);
   char text[200];

   out_style(page->out, OUT_HEADING);
   put_line(page, p->run.command);
   if (p->kind != PROFILE_MS2)
      snprintf(text, sizeof text, "%s", ending.text);
   else
      snprintf(text, sizeof text, "pid %" PRIu64 ", %s, %s", p->run.pid,
               units_ms(run_ms(p)).text, ending.text);
   out_style(page->out, p->finished ? ending.style : OUT_GOOD);
   put_line(page, text);
}

static void put_number(const struct page *page, const char *name,
                       uint64_t bytes, const char *more)
{
   char text[200];

   snprintf(text, sizeof text, "%-*s%10s%s", NAME_COLUMNS, name,
            units_bytes(bytes).text, more);
   put_line(page, text);
}

/* " in 12 blocks", with a plural of its own. */
static size_t add_count(const struct page *page, struct units count, char *to,
                        size_t size)
{
   to[0] = '\0';
   if (!page->profile->has_blocks)
      return 0;
   return (size_t)snprintf(to, size, " in %s", count.text);
}

/* The growth over the last tenth of the run says where it is heading. */
static struct units recent_change(const struct profile *p)
{
   const struct snapshot *last = &p->snapshots[p->n_snapshots - 1];
   const uint64_t since = last->when.on[AXIS_MS] / 10 * 9;
   size_t i = p->n_snapshots - 1;

   while (i > 0 && p->snapshots[i].when.on[AXIS_MS] > since)
      i--;
   return units_bytes_change(
       (int64_t)(last->heap.bytes - p->snapshots[i].heap.bytes));
}

static void put_numbers(const struct page *page)
{
   const struct profile *p = page->profile;
   const uint64_t highest = profile_highest(p, SERIES_HEAP);
   char text[120];
   size_t n;

   n = add_count(page, units_plural(p->end.blocks, "block", "blocks"), text,
                 sizeof text);
   snprintf(text + n, sizeof text - n, ", %s in the last tenth of the run",
            recent_change(p).text);
   put_number(page, p->finished ? "At the end" : "Now", p->end.bytes, text);
   n = add_count(page, units_plural(p->peak.heap.blocks, "block", "blocks"),
                 text, sizeof text);
   if (highest > p->peak.heap.bytes)
      snprintf(text + n, sizeof text - n, "; the heap was at %s since",
               units_bytes(highest).text);
   else if (p->kind == PROFILE_MS2)
      snprintf(text + n, sizeof text - n, ", at %s",
               units_ms(p->peak.when.on[AXIS_MS]).text);
   put_number(page, "Peak", p->peak.heap.bytes, text);
   if (add_count(page, units_plural(p->total.blocks, "call", "calls"), text,
                 sizeof text) > 0)
      put_number(page, "Allocated", p->total.bytes, text);
}

static void put_holders(const struct page *page, size_t n_most)
{
   static const char *const keys[] = {"end", "peak", "allocated", "calls"};
   const char *const titles[] = {page->profile->finished ? "at end" : "now",
                                 "at peak", "total", "calls"};
   const size_t n_columns = page->profile->has_blocks ? 4 : 2;
   struct table *t = table_new(page, titles, n_columns, "function (file:line)");
   size_t n;
   const struct top_row *rows = query_top(
       page->arena, page->stacks, page->profile, top_key_find("end"), &n);

   for (size_t i = 0; i < n && i < n_most; i++) {
      for (size_t k = 0; k < n_columns; k++) {
         const struct top_key *key = top_key_find(keys[k]);
         const uint64_t value = key->value(&rows[i]);

         table_cell(t, key->kind == TOP_COUNT ? units_count_short(value).text
                                              : units_bytes(value).text);
      }
      table_site(t, rows[i].site,
                 (struct remark){"", false, rows[i].note, rows[i].n_lines});
   }
   table_print(t);
}

/* The graph gets two thirds of what there is beyond the least. */
static void put_body(const struct page *page)
{
   const size_t least = FIXED_ROWS + LEAST_BARS + LEAST_TABLE_ROWS;
   const size_t rows = page->options->rows;
   const size_t more = rows > least ? rows - least : 0;
   const size_t bars = LEAST_BARS + more * 2 / 3;

   put_numbers(page);
   out_printf(page->out, "\n");
   if (rows >= least) {
      view_graph_section(page, page->options->series, bars);
      out_printf(page->out, "\n");
   }
   put_holders(page, LEAST_TABLE_ROWS + more - more * 2 / 3);
}

static void render(const struct view *v)
{
   struct page page;

   page_open(&page, v);
   put_what_runs(&page);
   if (v->profile->n_snapshots > 0 && v->profile->peak.known)
      put_body(&page);
   else
      page_paragraph(&page, 0, "Nothing has been recorded so far.");
   page_close(&page);
}

const struct view_row view_watch = {
    .name = "watch",
    .summary = "one screen of it: what --watch shows again and again",
    .kind = VIEW_TEXT,
    .flags = FOLLOWS,
    .render = render,
};
