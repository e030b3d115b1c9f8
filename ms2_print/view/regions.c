/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=regions: what parts of the program cost that it marked itself. */
#include "view/sections.h"
#include "page/page.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "page/table.h"
#include "query/paths.h"
#include "base/units.h"

#define INDENT 2

/* The sites of a region by the first visible function; of its lines, the one
   with most allocated. */
struct region_row {
   uint32_t function_id, site, n_lines;
   struct usage allocated, freed;
   const struct stacks *stacks;
};

struct region_page {
   const struct page *page;
   struct table *table;
   size_t n_sites;          /* so many for each region */
   struct region_row *rows; /* of the region at hand */
   size_t rows_room;
};

static int compare_functions(const void *left, const void *right)
{
   const struct region_row *a = left, *b = right;
   if (a->function_id != b->function_id)
      return a->function_id < b->function_id ? -1 : 1;
   return (a->site > b->site) - (a->site < b->site);
}

static int compare_rows(const void *left, const void *right)
{
   const struct region_row *a = left, *b = right;
   if (a->allocated.bytes != b->allocated.bytes)
      return a->allocated.bytes > b->allocated.bytes ? -1 : 1;
   if (a->freed.bytes != b->freed.bytes)
      return a->freed.bytes > b->freed.bytes ? -1 : 1;
   return site_compare(stacks_site(a->stacks, a->site),
                       stacks_site(b->stacks, b->site));
}

/* Equal sites, which stand together, become one row. */
static size_t merge_sites(struct region_row *rows, size_t n)
{
   size_t n_merged = 0;
   for (size_t i = 0; i < n; i++) {
      if (n_merged > 0 && rows[n_merged - 1].site == rows[i].site) {
         usage_add(&rows[n_merged - 1].allocated, rows[i].allocated);
         usage_add(&rows[n_merged - 1].freed, rows[i].freed);
      } else {
         rows[n_merged++] = rows[i];
      }
   }
   return n_merged;
}

/* Sites of one function become one row. */
static size_t merge_functions(struct region_row *rows, size_t n)
{
   size_t n_merged = 0;
   uint64_t most = 0;
   for (size_t i = 0; i < n; i++) {
      struct region_row *to = &rows[n_merged];
      if (n_merged == 0 || to[-1].function_id != rows[i].function_id) {
         *to = rows[i];
         most = to->allocated.bytes;
         n_merged++;
         continue;
      }
      if (rows[i].allocated.bytes > most) {
         most = rows[i].allocated.bytes;
         to[-1].site = rows[i].site;
      }
      usage_add(&to[-1].allocated, rows[i].allocated);
      usage_add(&to[-1].freed, rows[i].freed);
      to[-1].n_lines++;
   }
   return n_merged;
}

/* The sites of one region, the most allocated first; valid until the next
   call. */
static struct region_row *find_rows(struct region_page *r, uint32_t region,
                                    size_t *n_rows)
{
   const struct page *page = r->page;
   const struct facts *f = &page->profile->facts;
   const size_t end = facts_sites_from(f, region + 1);
   size_t n = 0;
   for (size_t i = facts_sites_from(f, region); i < end; i++) {
      const uint32_t site = paths_top_of(page->stacks, f->region_sites[i].node);
      r->rows =
          arena_grow(page->arena, r->rows, n, &r->rows_room, sizeof *r->rows);
      r->rows[n++] =
          (struct region_row){stacks_site(page->stacks, site)->function_id,
                              site,
                              1,
                              f->region_sites[i].allocated,
                              f->region_sites[i].freed,
                              page->stacks};
   }
   if (n > 1)
      qsort(r->rows, n, sizeof *r->rows, compare_functions);
   n = merge_functions(r->rows, merge_sites(r->rows, n));
   if (n > 1)
      qsort(r->rows, n, sizeof *r->rows, compare_rows);
   *n_rows = n;
   return r->rows;
}

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
   struct region_row *rows = find_rows(r, region, &n);
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

/* Each with all that lie inside of it, in their order.  Regions may lie as deep
   as they like, so the way back is found by their parents. */
static void add_regions(struct region_page *r)
{
   const struct facts *f = &r->page->profile->facts;
   const uint32_t n = f->n_regions;
   struct arena *a = arena_new();
   uint32_t *first = arena_array(a, n, sizeof first[0]);
   uint32_t *next = arena_array(a, n, sizeof next[0]);
   size_t depth = 0;
   uint32_t i;
   for (i = n; i-- > 1;) {
      next[i] = first[f->regions[i].parent];
      first[f->regions[i].parent] = i;
   }
   for (i = first[0]; i != 0;) {
      add_region(r, i, depth);
      if (first[i] != 0) {
         i = first[i];
         depth++;
         continue;
      }
      while (i != 0 && next[i] == 0) {
         i = f->regions[i].parent;
         depth--;
      }
      i = next[i];
   }
   arena_free(a);
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
