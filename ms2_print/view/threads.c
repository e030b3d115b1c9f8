/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=threads: what each thread did. */
#include "page/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/order.h"
#include "page/table.h"
#include "base/units.h"

/* Threads by what they allocated, the most first. */
struct rank {
   uint32_t number;
   const struct thread *thread;
};

static int compare(const void *left, const void *right)
{
   const struct rank *a = left, *b = right;
   int c = order_down(a->thread->allocated.bytes, b->thread->allocated.bytes);
   return c ? c : (a->number > b->number) - (a->number < b->number);
}

static struct rank *make_ranks(const struct page *page, size_t n)
{
   struct rank *ranks = arena_array(page->arena, n, sizeof *ranks);
   for (size_t i = 0; i < n; i++) {
      ranks[i] =
          (struct rank){(uint32_t)i + 1, &page->profile->facts.threads[i + 1]};
   }
   qsort(ranks, n, sizeof *ranks, compare);
   return ranks;
}

/* Below a minute and a half threads start within the same tenth of a second:
   then in milliseconds. */
#define LEAST_MS_IN_WORDS 100000

static struct units time_of(const struct page *page, uint64_t ms)
{
   const struct profile *p = page->profile;
   const size_t n = p->n_snapshots;
   struct units u = units_count(ms);
   if (n > 0 && p->snapshots[n - 1].when.on[AXIS_MS] >= LEAST_MS_IN_WORDS)
      return units_ms(ms);
   strcat(u.text, " ms");
   return u;
}

static void add_row(const struct page *page, struct table *t,
                    const struct rank *rank)
{
   const struct thread *thread = rank->thread;
   bool stacks = page->profile->run.stacks;
   char number[24];
   snprintf(number, sizeof number, "%u", (unsigned)rank->number);
   table_cell(t, number);
   table_cell(t, units_bytes(thread->allocated.bytes).text);
   table_cell(t, units_count_short(thread->allocated.blocks).text);
   table_cell(t, units_bytes(thread->freed.bytes).text);
   table_cell(t, units_count_short(thread->other_freed_blocks).text);
   table_cell(t, time_of(page, thread->start_ms).text);
   table_cell(t, thread->ended ? time_of(page, thread->last_ms).text : "-");
   if (stacks)
      table_cell(t, units_bytes(thread->deepest_bytes).text);
   table_name(t, thread->name[0]     ? thread->name
                 : rank->number == 1 ? "(the main thread)"
                                     : "(no name)");
}

/* Who did most of it, in a sentence. */
static void put_answer(const struct page *page, const struct rank *ranks,
                       size_t n)
{
   const struct profile *p = page->profile;
   uint64_t most = 0;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].n_threads > most)
         most = p->snapshots[i].n_threads;
   }
   char text[256];
   int used = snprintf(text, sizeof text, "%s",
                       units_plural(n, "thread", "threads").text);
   if (n > 1 && most > 0) {
      used += snprintf(text + used, sizeof text - (size_t)used,
                       ", at most %s alive at a time", units_count(most).text);
   }
   /* What is known of threads may be older than the totals. */
   uint64_t sum = 0;
   for (uint32_t i = 1; i < p->facts.n_threads; i++)
      sum += p->facts.threads[i].allocated.bytes;
   if (p->finished)
      sum = p->total.bytes;
   if (n > 1 && sum > 0) {
      snprintf(text + used, sizeof text - (size_t)used,
               "; thread %u allocated %s of all bytes",
               (unsigned)ranks[0].number,
               units_share(ranks[0].thread->allocated.bytes, sum).text);
   }
   page_paragraph(page, 2, text);
}

/* Only of what is there. */
static void put_legend(const struct page *page)
{
   const struct facts *f = &page->profile->facts;
   bool any_other = false, any_alive = false;
   for (uint32_t i = 1; i < f->n_threads; i++) {
      any_other |= f->threads[i].other_freed_blocks > 0;
      any_alive |= !f->threads[i].ended;
   }
   if (!any_other && !any_alive)
      return;
   out_printf(page->out, "\n");
   page_paragraph(
       page, 2,
       arena_printf(page->arena, "%s%s%s",
                    any_other ? "others': blocks it freed that another thread "
                                "had allocated."
                              : "",
                    any_other && any_alive ? " " : "",
                    any_alive ? "An end of - is a thread that was alive to the "
                                "last."
                              : ""));
}

static void put_threads(const struct page *page, size_t n)
{
   /* Stacks that were not measured have no column: it is the last one. */
   static const char *const titles[] = {"no.",   "allocated", "calls",
                                        "freed", "others'",   "start",
                                        "end",   "stack"};
   const size_t n_columns = page->profile->run.stacks ? 8 : 7;
   struct rank *ranks = make_ranks(page, n);
   size_t shown = n < page->options->top_n ? n : page->options->top_n;
   struct table *t = table_new(page, titles, n_columns, "name");
   put_answer(page, ranks, n);
   out_printf(page->out, "\n");
   for (size_t i = 0; i < shown; i++)
      add_row(page, t, &ranks[i]);
   table_print(t);
   if (shown < n) {
      out_printf(page->out, "%s\n",
                 units_plural(n - shown, "more thread", "more threads").text);
   }
   put_legend(page);
}

static void render(const struct view *v)
{
   struct page page;
   size_t n = v->profile->facts.n_threads;
   page_open(&page, v);
   page_heading(&page, "Threads by what they allocated");
   if (n < 2) {
      page_paragraph(&page, 2,
                     "No threads were recorded: the file is of an older ms2 "
                     "or of another tool.");
   } else {
      put_threads(&page, n - 1);
   }
   page_close(&page);
}

const struct view_row view_threads = {
    .name = "threads",
    .summary = "what each thread allocated and freed",
    .kind = VIEW_TEXT,
    .flags = OF_HEAP,
    .render = render,
};
