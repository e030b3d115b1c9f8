/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=use: what was held and not used. */
#include "page/page.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/units.h"
#include "page/table.h"
#include "query/unused.h"

static const char *moment_of(const struct unused_list *list)
{
   return list->when == USE_PEAK ? "peak" : "end";
}

static void put_line(const struct page *page, uint64_t bytes,
                     const struct unused *total, const char *words)
{
   if (bytes == 0)
      return;
   out_printf(page->out, "  %10s  %7s  ", units_bytes(bytes).text,
              units_share(bytes, total->held.bytes).text);
   page_hanging(page, 23, words);
   out_printf(page->out, "\n");
}

/* The answer: what was in use, and of the rest how much is what. */
static void put_answer(const struct page *page, const struct unused_list *list)
{
   const struct unused *total = &list->total;

   page_heading(page, "In use at the %s: %s of %s", moment_of(list),
                units_share(unused_in_use(total), total->held.bytes).text,
                units_bytes(total->held.bytes).text);
   put_line(page, total->never_touched, total, "never touched");
   put_line(page, total->idle, total,
            arena_printf(page->arena,
                         "idle: touched, but not in the last half of the run "
                         "until the %s",
                         moment_of(list)));
   put_line(page, total->never_read, total,
            "written and never read, in use or idle");
   put_line(page, total->never_rewritten, total,
            "cleared by calloc and never written since");
}

static void put_rows(const struct page *page, const struct unused_list *list,
                     size_t n)
{
   static const char *const titles[] = {"not used", "held"};
   struct table *t = table_new(page, titles, 2, "function (file:line)");

   for (size_t i = 0; i < n; i++) {
      const struct unused_row *row = &list->rows[i];

      table_cell(t, units_bytes(row->bytes).text);
      table_cell(t, units_bytes(row->sum.held.bytes).text);
      table_site(t, row->site, (struct remark){"", false, row->note, 1});
      table_note(t, arena_printf(page->arena, "%s: %s",
                                 unused_words(page->arena, page->profile,
                                              list->when, row),
                                 unused_advice(row->kind)));
   }
   table_print(t);
}

static void put_findings(const struct page *page,
                         const struct unused_list *list)
{
   const size_t n = list->n_rows < page->options->top_n ? list->n_rows
                                                        : page->options->top_n;

   out_printf(page->out, "\n");
   page_heading(page, "What was held and not used");
   if (n == 0) {
      page_paragraph(page, 2,
                     page_nothing(page->profile,
                                  "Nothing worth a word; --threshold=0 shows "
                                  "the rest."));
      return;
   }
   put_rows(page, list, n);
   if (n < list->n_rows) {
      out_printf(page->out, "%s\n",
                 units_plural(list->n_rows - n, "more", "more").text);
   }
}

/* How far the numbers can be relied on. */
static void put_method(const struct page *page, const struct unused_list *list)
{
   const struct profile *p = page->profile;
   const struct use_moment *m = &p->facts.use.at[list->when];

   out_printf(page->out, "\n");
   page_heading(page, "How it was measured");
   page_paragraph(
       page, 2,
       "Each load and store of the program, and each system call that reads or "
       "writes its memory, marks lines of 64 bytes: so numbers are right to "
       "within a line at both ends of a block. What calloc clears and realloc "
       "copies is no touch. \"Up to\" stands where blocks of the place also "
       "ended before the peak or began behind it.");
   if (list->when == USE_PEAK && m->heap.bytes < p->peak.heap.bytes) {
      page_paragraph(
          page, 2,
          arena_printf(page->arena,
                       "Use was looked at when %s were held; the peak itself "
                       "was %s.",
                       units_bytes(m->heap.bytes).text,
                       units_bytes(p->peak.heap.bytes).text));
   }
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   const struct profile *p = v->profile;
   const struct unused_list list =
       query_unused(page.arena, page.stacks, p,
                    options_threshold_bytes(v->options, p, p->peak.heap.bytes));

   if (list.known) {
      put_answer(&page, &list);
      put_findings(&page, &list);
      put_method(&page, &list);
   } else {
      page_heading(&page, "What was held and not used");
      page_paragraph(&page, 2,
                     page_nothing(p, p->window
                                         ? "This is known of the whole run "
                                           "only."
                                         : "That was not recorded: record "
                                           "with --use=yes."));
   }
   page_close(&page);
}

const struct view_row view_use = {
    .name = "use",
    .summary = "what was held and not used (record with --use=yes)",
    .kind = VIEW_TEXT,
    .flags = OF_HEAP | TAKES_SELECTION,
    .render = render,
};
