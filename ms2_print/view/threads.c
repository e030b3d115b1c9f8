/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=threads: what each thread did. */
#include "page/page.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "page/table.h"
#include "query/threads.h"

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
                    const struct thread_rank *rank)
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
   table_name(t, threads_rank_name(rank));
}

/* Who did most of it, in a sentence. */
static void put_answer(const struct page *page, const struct threads *all)
{
   char text[256];
   int used = snprintf(text, sizeof text, "%s",
                       units_plural(all->n, "thread", "threads").text);
   if (all->n > 1 && all->most_alive > 0) {
      used += snprintf(text + used, sizeof text - (size_t)used,
                       ", at most %s alive at a time",
                       units_count(all->most_alive).text);
   }
   if (all->n > 1 && all->allocated_bytes > 0) {
      snprintf(text + used, sizeof text - (size_t)used,
               "; thread %u allocated %s of all bytes",
               (unsigned)all->ranks[0].number,
               units_share(all->ranks[0].thread->allocated.bytes,
                           all->allocated_bytes)
                   .text);
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

static void put_threads(const struct page *page, const struct threads *all)
{
   /* Stacks that were not measured have no column: it is the last one. */
   static const char *const titles[] = {"no.",   "allocated", "calls",
                                        "freed", "others'",   "start",
                                        "end",   "stack"};
   const size_t n_columns = page->profile->run.stacks ? 8 : 7;
   const size_t n = all->n;
   size_t shown = n < page->options->top_n ? n : page->options->top_n;
   struct table *t = table_new(page, titles, n_columns, "name");
   put_answer(page, all);
   out_printf(page->out, "\n");
   for (size_t i = 0; i < shown; i++)
      add_row(page, t, &all->ranks[i]);
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
   page_open(&page, v);
   const struct threads *all = query_threads(page.arena, v->profile);
   page_heading(&page, "Threads by what they allocated");
   if (all->n == 0) {
      page_paragraph(&page, 2,
                     "No threads were recorded: the file is of an older ms2 "
                     "or of another tool.");
   } else {
      put_threads(&page, all);
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
