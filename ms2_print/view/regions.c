/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=regions: what parts of the program cost that it marked itself. */
#include "view/sections.h"
#include "page/page.h"

#include "base/arena.h"
#include "page/table.h"
#include "query/regions.h"
#include "base/units.h"

#define INDENT 2

struct region_page {
   const struct page *page;
   struct table *table;
   size_t n_sites; /* so many for each region */
};

/* What stands in both kinds of rows; `inside` is the column between.  Whoever
   marks a region asks for exactly how many bytes. */
static void add_cells(const struct region_page *r, struct usage allocated,
                      struct usage freed, const char *inside)
{
   const struct page *page = r->page;
   struct table *t = r->table;
   const bool grew = allocated.bytes > freed.bytes;
   const bool shrank = allocated.bytes < freed.bytes;
   table_cell(t, units_count(allocated.bytes).text);
   struct units kept = units_count(shrank ? freed.bytes - allocated.bytes
                                          : allocated.bytes - freed.bytes);
   table_cell(t, arena_printf(page->arena, "%s%s",
                              grew     ? "+"
                              : shrank ? "-"
                                       : "",
                              kept.text));
   table_cell(t, inside);
   table_cell(t, units_count(freed.bytes).text);
   table_cell(t, units_count_short(allocated.blocks).text);
}

static void add_sites(struct region_page *r, uint32_t region, size_t indent)
{
   size_t n;
   const struct region_row *rows =
       query_regions_rows(r->page->arena, r->page->stacks, region, &n);
   for (size_t i = 0; i < n && i < r->n_sites; i++) {
      table_cell(r->table, "");
      add_cells(r, rows[i].allocated, rows[i].freed, "");
      table_site(r->table, rows[i].site,
                 (struct remark){"", false, "", rows[i].n_lines});
      table_indent(r->table, indent);
      table_style(r->table, OUT_DIM);
   }
}

static void add_region(struct region_page *r, uint32_t number, size_t depth)
{
   const struct facts *f = &r->page->profile->facts;
   const struct region *region = &f->regions[number];
   table_cell(r->table, units_count_short(region->n_calls).text);
   add_cells(r, region->allocated, region->freed,
             units_count(region->peak_bytes).text);
   table_name(r->table, region->name);
   table_indent(r->table, INDENT * depth);
   add_sites(r, number, INDENT * (depth + 1));
}

static void add_regions(struct region_page *r)
{
   size_t n;
   const struct region_place *places =
       query_regions(r->page->arena, &r->page->profile->facts, &n);
   for (size_t i = 0; i < n; i++)
      add_region(r, places[i].region, places[i].depth);
}

void view_regions_section(const struct page *page, size_t n_sites)
{
   static const char *const titles[] = {"entered", "allocated", "kept",
                                        "peak",    "freed",     "blocks"};
   struct region_page r = {.page = page,
                           .table = table_new(page, titles, 6, "region"),
                           .n_sites = n_sites};
   page_heading(page, "Regions that the program marked, in bytes");
   add_regions(&r);
   table_print(r.table);
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   if (v->profile->facts.n_regions > 1) {
      view_regions_section(&page, v->options->top_n);
   } else {
      page_heading(&page, "Regions that the program marked");
      page_paragraph(&page, 2,
                     "None. Mark one with MS2_REGION_BEGIN(\"name\") and "
                     "MS2_REGION_END(\"name\") of ms2.h, or record with "
                     "--toggle-collect=FUNCTION.");
   }
   page_close(&page);
}

const struct view_row view_regions = {
    .name = "regions",
    .summary = "what the marked parts of the program cost",
    .kind = VIEW_TEXT,
    .flags = OF_HEAP,
    .render = render,
};
