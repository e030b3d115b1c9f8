/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=stacks: how deep the threads' stacks were, and of what. */
#include "page/page.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/units.h"

#define MOST_FRAMES 16

static const char *thread_name(const struct page *page, uint32_t number)
{
   const char *name = page->profile->facts.threads[number].name;
   return arena_printf(page->arena, "thread %u%s%s%s", (unsigned)number,
                       name[0] ? " (" : "", name, name[0] ? ")" : "");
}

/* "108.0 KiB at the peak, at 67.7 % of the run (470 ms)" */
static void put_peak_of(const struct page *page, enum series series,
                        const char *what)
{
   const struct profile *p = page->profile;
   const struct other_peak *peak = &p->facts.peaks[series];
   char text[256];
   int n = snprintf(text, sizeof text, "%s at the peak%s",
                    units_bytes(profile_highest(p, series)).text, what);
   if (peak->known) {
      snprintf(text + n, sizeof text - (size_t)n, ", %s",
               page_when(page, &peak->when));
   }
   page_paragraph(page, 2, text);
}

/* What all stacks were together when they were most. */
static void put_peak(const struct page *page)
{
   const struct other_peak *peak = &page->profile->facts.peaks[SERIES_STACKS];
   put_peak_of(page, SERIES_STACKS, " of all stacks together");
   for (size_t i = 0; i < peak->n_stacks && peak->n_stacks > 1; i++) {
      out_printf(page->out, "%12s  ", units_bytes(peak->stacks[i].bytes).text);
      out_name(page->out, thread_name(page, peak->stacks[i].thread));
      out_printf(page->out, "\n");
   }
}

static void put_sum(const struct page *page)
{
   const struct other_peak *peak = &page->profile->facts.peaks[SERIES_SUM];
   if (!peak->known)
      return;
   out_printf(page->out, "\n");
   page_heading(page, "Heap, mapped pages and stacks together");
   put_peak_of(page, SERIES_SUM, "");
   out_printf(page->out, "%12s  heap\n", units_bytes(peak->heap_bytes).text);
   out_printf(page->out, "%12s  mapped pages\n",
              units_bytes(peak->pages_bytes).text);
   out_printf(page->out, "%12s  stacks\n", units_bytes(peak->stack_bytes).text);
}

/* The deepest first. */
static int compare(const void *left, const void *right)
{
   const struct stack_part *a = left, *b = right;
   if (a->bytes != b->bytes)
      return a->bytes > b->bytes ? -1 : 1;
   return (a->thread > b->thread) - (a->thread < b->thread);
}

static void put_deepest(const struct page *page)
{
   const struct facts *f = &page->profile->facts;
   struct stack_part *threads =
       arena_array(page->arena, f->n_threads, sizeof *threads);
   size_t n = 0;
   for (uint32_t i = 1; i < f->n_threads; i++) {
      if (f->threads[i].deepest_bytes > 0) {
         threads[n++] = (struct stack_part){i, f->threads[i].deepest_node,
                                            f->threads[i].deepest_bytes};
      }
   }
   if (n > 1)
      qsort(threads, n, sizeof *threads, compare);
   out_printf(page->out, "\n");
   page_heading(page, "The deepest point of each thread's stack");
   for (size_t i = 0; i < n && i < page->options->top_n; i++) {
      out_printf(page->out, "%12s  ", units_bytes(threads[i].bytes).text);
      out_name(page->out, thread_name(page, threads[i].thread));
      out_printf(page->out, "\n");
      if (threads[i].node)
         page_backtrace(page, threads[i].node, 14, MOST_FRAMES);
   }
   if (n > page->options->top_n) {
      out_printf(
          page->out, "%s\n",
          units_plural(n - page->options->top_n, "more thread", "more threads")
              .text);
   }
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   page_heading(&page, "Stacks of the threads");
   if (profile_highest(v->profile, SERIES_STACKS) == 0) {
      page_paragraph(&page, 2,
                     "They were not measured: record with --stacks=yes.");
   } else {
      put_peak(&page);
      put_deepest(&page);
      put_sum(&page);
   }
   page_close(&page);
}

const struct view_row view_stacks = {
    .name = "stacks",
    .summary = "how deep the threads' stacks were, and of what",
    .kind = VIEW_TEXT,
    .render = render,
};
