/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=pages: the memory that the program mapped itself, past malloc. */
#include "page/page.h"

#include <stdio.h>

#include "query/pages.h"
#include "page/table.h"
#include "base/units.h"

static void put_answer(const struct page *page)
{
   const struct profile *p = page->profile;
   const struct other_peak *peak = &p->facts.peaks[SERIES_PAGES];
   /* A file may end before its first snapshot. */
   const uint64_t end =
       p->n_snapshots ? p->snapshots[p->n_snapshots - 1].pages_bytes : 0;
   char text[256];
   int used = snprintf(text, sizeof text, "%s at the peak",
                       units_bytes(profile_highest(p, SERIES_PAGES)).text);
   if (peak->known) {
      used += snprintf(text + used, sizeof text - (size_t)used, ", %s",
                       page_when(page, &peak->when));
   }
   snprintf(text + used, sizeof text - (size_t)used, "; %s at the end",
            units_bytes(end).text);
   page_paragraph(page, 2, text);
}

/* All kinds, those that do not count behind those that do. */
static void put_kinds(const struct page *page, const struct pages_row *rows,
                      size_t n_rows)
{
   static const char *const titles[] = {"at peak", "at end", "mapped",
                                        "unmapped"};
   struct table *t = table_new(page, titles, 4, "kind of pages");
   for (enum page_kind k = PAGE_UNKNOWN + 1; k < PAGE_KINDS; k++) {
      struct pages_row sum = {.kind = k};
      bool counted = facts_page_kind_is_counted(k);
      for (size_t i = 0; i < n_rows; i++) {
         if (rows[i].kind != k)
            continue;
         sum.peak += rows[i].peak;
         sum.end += rows[i].end;
         sum.mapped += rows[i].mapped;
         sum.unmapped += rows[i].unmapped;
      }
      if (sum.mapped == 0)
         continue;
      table_cell(t, counted ? units_bytes(sum.peak).text : "-");
      table_cell(t, units_bytes(sum.end).text);
      table_cell(t, units_bytes(sum.mapped).text);
      table_cell(t, units_bytes(sum.unmapped).text);
      table_name(t, facts_page_kind_words(k));
      if (!counted)
         table_style(t, OUT_DIM);
   }
   table_print(t);
}

static void put_sites(const struct page *page, const struct pages_row *rows,
                      size_t n_rows)
{
   static const char *const titles[] = {"at peak", "at end", "mapped", "kind"};
   struct table *t =
       table_new(page, titles, 4, "mapped by function (file:line)");
   size_t shown = n_rows < page->options->top_n ? n_rows : page->options->top_n;
   for (size_t i = 0; i < shown; i++) {
      const struct pages_row *row = &rows[i];
      bool counted = facts_page_kind_is_counted(row->kind);
      table_cell(t, counted ? units_bytes(row->peak).text : "-");
      table_cell(t, units_bytes(row->end).text);
      table_cell(t, units_bytes(row->mapped).text);
      table_cell(t, facts_page_kind_name(row->kind));
      if (row->site) {
         table_site(t, row->site,
                    (struct remark){row->via, false, row->note, 1});
      } else {
         table_name(t, "(unknown code)");
      }
   }
   table_print(t);
   if (shown < n_rows) {
      out_printf(page->out, "%s\n",
                 units_plural(n_rows - shown, "more", "more").text);
   }
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   size_t n;
   struct pages_row *rows =
       query_pages(page.arena, page.stacks, v->profile, &n);
   page_heading(&page, "Pages that the program mapped itself");
   if (n == 0) {
      page_paragraph(&page, 2,
                     v->profile->has_series
                         ? "None: all its memory came from malloc and its kin."
                         : "They were not recorded: the file is of an older "
                           "ms2 or of another tool. Record the program again.");
   } else {
      put_answer(&page);
      out_printf(v->out, "\n");
      put_kinds(&page, rows, n);
      out_printf(v->out, "\n");
      put_sites(&page, rows, n);
      out_printf(v->out, "\n");
      page_paragraph(&page, 2,
                     "-: not counted: reserved addresses and files take no "
                     "memory of their own until they are written to, and "
                     "threads' stacks are a series of their own.");
   }
   page_close(&page);
}

const struct view_row view_pages = {
    .name = "pages",
    .summary = "memory mapped past malloc: who mapped it, and of what kind",
    .kind = VIEW_TEXT,
    .render = render,
};
