/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=sizes: which sizes the program asks for, and who does. */
#include "page/page.h"

#include <stdio.h>

#include "query/sizes.h"
#include "base/units.h"

#define BAR_COLUMNS 24
#define BAR_COLUMNS_NARROW 4
#define NARROW_COLUMNS 60

/* The unit of both ends once, where it is the same. */
static void make_large_range(uint64_t from, char *to, size_t size)
{
   static const char *const names[] = {"KiB", "MiB", "GiB",
                                       "TiB", "PiB", "EiB"};
   unsigned unit = 0;
   while (from >> 20 && unit + 1 < sizeof names / sizeof names[0]) {
      from >>= 10;
      unit++;
   }
   from >>= 10;
   if (from < 512 || unit + 1 == sizeof names / sizeof names[0]) {
      snprintf(to, size, "%u to %u %s", (unsigned)from, (unsigned)from * 2,
               names[unit]);
   } else {
      snprintf(to, size, "512 %s to 1 %s", names[unit], names[unit + 1]);
   }
}

/* "16 to 31 B", "1 to 2 KiB": 2 KiB itself is in the next one; 2,047 B would
   be no easier to read. */
static void make_range(unsigned bucket, char *to, size_t size)
{
   uint64_t from = bucket ? (uint64_t)1 << (bucket - 1) : 0;
   if (bucket < 2)
      snprintf(to, size, "%u B", bucket);
   else if (bucket <= 10)
      snprintf(to, size, "%u to %u B", (unsigned)from, (unsigned)from * 2 - 1);
   else
      make_large_range(from, to, size);
}

static void put_bar(const struct page *page, uint64_t calls, uint64_t most)
{
   size_t columns =
       page->width < NARROW_COLUMNS ? BAR_COLUMNS_NARROW : BAR_COLUMNS;
   size_t n = (size_t)((double)calls / (double)most * (double)columns + 0.5);
   bool unicode = out_has_unicode(page->out);
   if (n > 0)
      out_repeat(page->out, unicode ? "█" : "#", n);
   else
      out_printf(page->out, unicode ? "▏" : ".");
}

/* What stands before the name of a function. */
#define NUMBERS_COLUMNS 36
#define NUMBERS_COLUMNS_NARROW 12

static size_t numbers_columns(const struct page *page)
{
   return page->width < NARROW_COLUMNS ? NUMBERS_COLUMNS_NARROW
                                       : NUMBERS_COLUMNS;
}

static void put_site(const struct page *page, const struct size_site *site,
                     size_t used)
{
   page_site(page, stacks_site(page->stacks, site->site), NULL,
             page_left(page, used));
   out_printf(page->out, "\n");
}

/* Who asks for a size, a line each; the numbers stand below the calls. */
static void put_sites(const struct page *page, const struct size_bucket *b)
{
   size_t used = numbers_columns(page);
   bool narrow = used == NUMBERS_COLUMNS_NARROW;
   for (unsigned i = 0; i < b->n_sites; i++) {
      out_printf(page->out, "%*s%*s", narrow ? 10 : 26,
                 units_count_short(b->sites[i].calls).text, narrow ? 2 : 10,
                 "");
      put_site(page, &b->sites[i], used);
   }
   if (b->n_functions > b->n_sites) {
      out_printf(page->out, "%*s%s\n", (int)used, "",
                 units_plural(b->n_functions - b->n_sites, "more function",
                              "more functions")
                     .text);
   }
}

/* The line of a size, and below it who asks for it; of a small one only the
   first is named, in the same line. */
static void put_bucket(const struct page *page, const struct sizes *all,
                       unsigned bucket, uint64_t most)
{
   const struct size_bucket *b = &all->buckets[bucket];
   bool narrow = page->width < NARROW_COLUMNS;
   char range[64];
   make_range(bucket, range, sizeof range);
   out_printf(page->out, "%16s %9s %7s  ", range,
              units_count_short(b->calls).text,
              units_share(b->calls, all->calls).text);
   put_bar(page, b->calls, most);
   if (b->calls * 100 < all->calls && b->n_sites > 0 && !narrow) {
      out_printf(page->out, " ");
      put_site(page, &b->sites[0], NUMBERS_COLUMNS + 2);
   } else {
      out_printf(page->out, "\n");
      put_sites(page, b);
   }
}

static void put_sizes(const struct page *page, const struct sizes *all)
{
   uint64_t most = 0, sum = page->profile->facts.as_of_total.bytes;
   unsigned usual = 0;
   for (unsigned i = 0; i < FACTS_BUCKETS; i++) {
      if (all->buckets[i].calls > most) {
         most = all->buckets[i].calls;
         usual = i;
      }
   }
   char range[64];
   make_range(usual, range, sizeof range);
   char text[256];
   snprintf(text, sizeof text, "%s of the calls ask for %s",
            units_share(most, all->calls).text, range);
   page_paragraph(page, 2, text);
   snprintf(text, sizeof text, "%s, from %s to %s, %s on average",
            units_plural(all->calls, "call", "calls").text,
            units_bytes(all->min_size).text, units_bytes(all->max_size).text,
            units_bytes((sum + all->calls / 2) / all->calls).text);
   page_paragraph(page, 2, text);
   out_printf(page->out, "\n");
   out_style(page->out, OUT_DIM);
   out_printf(page->out, "%16s %9s %7s  %s\n", "size", "calls", "share",
              page->width < NARROW_COLUMNS ? "" : "and who asks for it");
   out_style(page->out, OUT_NORMAL);
   for (unsigned i = 0; i < FACTS_BUCKETS; i++) {
      if (all->buckets[i].calls > 0)
         put_bucket(page, all, i, most);
   }
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   const struct sizes *all = query_sizes(page.arena, page.stacks, v->profile);
   page_heading(&page, "Sizes that the program asks for");
   if (all->calls == 0) {
      page_paragraph(&page, 2,
                     page_nothing(v->profile,
                                  "No sizes were recorded: the file is of an "
                                  "older ms2 or of another tool. Record the "
                                  "program again."));
   } else {
      put_sizes(&page, all);
   }
   page_close(&page);
}

const struct view_row view_sizes = {
    .name = "sizes",
    .summary = "which sizes are asked for, and by whom",
    .kind = VIEW_TEXT,
    .flags = OF_HEAP,
    .render = render,
};
