/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums up mapped pages by function and kind. */
#include "query/pages.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"
#include "query/stacks.h"

/* A row under construction. */
struct item {
   struct pages_row row;
   uint32_t function_id;
   const struct stacks *stacks;
};

static int compare_groups(const void *left, const void *right)
{
   const struct item *a = left, *b = right;
   int c = order_down(a->function_id, b->function_id);
   if (c == 0)
      c = order_down(a->row.kind, b->row.kind);
   /* The place with most stands for the function. */
   if (c == 0)
      c = order_down(a->row.mapped, b->row.mapped);
   return c ? c : order_down(b->row.site, a->row.site);
}

static int compare_rows(const void *left, const void *right)
{
   const struct item *a = left, *b = right;
   int c = order_down(facts_page_kind_is_counted(a->row.kind),
                      facts_page_kind_is_counted(b->row.kind));
   if (c == 0)
      c = order_down(a->row.peak, b->row.peak);
   if (c == 0)
      c = order_down(a->row.end, b->row.end);
   if (c == 0)
      c = order_down(a->row.mapped, b->row.mapped);
   if (c == 0) {
      c = site_compare(stacks_site(a->stacks, a->row.site),
                       stacks_site(b->stacks, b->row.site));
   }
   return c ? c : order_down(b->row.kind, a->row.kind);
}

static struct item make_item(struct stacks *stacks, uint32_t node,
                             enum page_kind kind)
{
   struct item item = {
       .row.kind = kind, .row.via = "", .row.note = "", .stacks = stacks};
   if (node == 0) { /* its stack would be empty */
      return item;
   }
   struct stack stack;
   stacks_get(stacks, node, &stack);
   item.row.site = stack.sites[0];
   item.row.via = stack.via;
   item.row.note = stack.note;
   item.function_id = stacks_site(stacks, stack.sites[0])->function_id + 1;
   return item;
}

static size_t merge(struct item *items, size_t n_items)
{
   size_t n = 0;
   if (n_items > 1)
      qsort(items, n_items, sizeof *items, compare_groups);
   for (size_t i = 0; i < n_items; i++) {
      struct item *last = n > 0 ? &items[n - 1] : NULL;
      if (last && last->function_id == items[i].function_id &&
          last->row.kind == items[i].row.kind) {
         last->row.peak += items[i].row.peak;
         last->row.end += items[i].row.end;
         last->row.mapped += items[i].row.mapped;
         last->row.unmapped += items[i].row.unmapped;
      } else {
         items[n++] = items[i];
      }
   }
   return n;
}

struct pages_row *query_pages(struct arena *a, struct stacks *stacks,
                              const struct profile *p, size_t *n_rows)
{
   const struct facts *f = &p->facts;
   const struct other_peak *peak = &f->peaks[SERIES_PAGES];
   struct item *items =
       arena_array(a, f->n_mappers + peak->n_pages, sizeof *items);
   size_t n = 0;
   for (size_t i = 0; i < f->n_mappers; i++) {
      struct item *item = &items[n++];
      *item = make_item(stacks, f->mappers[i].node, f->mappers[i].kind);
      item->row.mapped = f->mappers[i].mapped;
      item->row.unmapped = f->mappers[i].unmapped;
      item->row.end = f->mappers[i].mapped - f->mappers[i].unmapped;
   }
   for (size_t i = 0; i < peak->n_pages; i++) {
      struct item *item = &items[n++];
      *item = make_item(stacks, peak->pages[i].node, peak->pages[i].kind);
      item->row.peak = peak->pages[i].bytes;
   }
   n = merge(items, n);
   if (n > 1)
      qsort(items, n, sizeof *items, compare_rows);
   struct pages_row *rows = arena_array(a, n, sizeof *rows);
   for (size_t i = 0; i < n; i++)
      rows[i] = items[i].row;
   *n_rows = n;
   return rows;
}
