/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=top: sums by function. */
#include "page.h"

#include "query_top.h"
#include "units.h"

/* A column: where it comes from, and whether a massif file has it. */
struct column {
   const char *title;
   int width;
   bool needs_blocks;
   struct units (*text)(const struct top_row *row);
};

static struct units peak(const struct top_row *row)
{
   return units_bytes(row->peak.bytes);
}

static struct units end(const struct top_row *row)
{
   return units_bytes(row->end.bytes);
}

static struct units total(const struct top_row *row)
{
   return units_bytes(row->allocated.bytes);
}

static struct units calls(const struct top_row *row)
{
   return units_count_short(row->allocated.blocks);
}

static struct units mean(const struct top_row *row)
{
   uint64_t n = row->allocated.blocks;
   if (n == 0)
      return (struct units){"-"};
   return units_bytes(row->allocated.bytes / n +
                      (row->allocated.bytes % n * 2 >= n));
}

static const struct column columns[] = {
    {"at peak", 10, false, peak}, {"at end", 10, false, end},
    {"total", 10, true, total},   {"calls", 7, true, calls},
    {"mean", 9, true, mean},
};

/* Names have at least this. */
#define LEAST_NAME_COLUMNS 24

/* On a narrow page, columns on the right make room for the names. */
static bool is_shown(const struct page *page, const struct column *c)
{
   size_t used = 0;
   for (const struct column *left = columns; left <= c; left++)
      used += (size_t)left->width + 1;
   return (page->profile->has_blocks || !c->needs_blocks) &&
          used + LEAST_NAME_COLUMNS <= page->width;
}

static size_t put_titles(const struct page *page)
{
   size_t used = 0;
   out_style(page->out, OUT_DIM);
   for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
      if (!is_shown(page, &columns[i]))
         continue;
      out_printf(page->out, "%*s ", columns[i].width, columns[i].title);
      used += (size_t)columns[i].width + 1;
   }
   out_printf(page->out, " function (file:line)");
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
   return used + 1;
}

static void put_row(const struct page *page, const struct top_row *row,
                    size_t used)
{
   for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
      if (is_shown(page, &columns[i]))
         out_printf(page->out, "%*s ", columns[i].width,
                    columns[i].text(row).text);
   out_printf(page->out, " ");
   struct remark remark = {"", false, row->note};
   page_site(page, stacks_site(page->stacks, row->site), &remark,
             page->width > used + 16 ? page->width - used : 16);
   out_printf(page->out, "\n");
}

void view_top(const struct view *v)
{
   struct page page;
   size_t n;
   page_open(&page, v);
   struct top_row *rows = query_top(page.arena, page.stacks, v->profile, &n);
   page_heading(&page, "Functions by what they held at the peak");
   size_t used = put_titles(&page);
   size_t shown = n < v->options->top_n ? n : v->options->top_n;
   for (size_t i = 0; i < shown; i++)
      put_row(&page, &rows[i], used);
   if (shown < n)
      out_printf(
          v->out, "%s\n",
          units_plural(n - shown, "more function", "more functions").text);
   page_close(&page);
}
