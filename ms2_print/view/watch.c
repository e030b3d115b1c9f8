/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=watch: one screen of a program, as --watch shows it again and again:
   the numbers, the graph so far, and who holds the memory now. */
#include "view/sections.h"
#include "page/page.h"

#include "base/arena.h"
#include "base/units.h"
#include "page/table.h"
#include "query/findings.h"
#include "query/top.h"
#include "query/top_key.h"

#define NAME_COLUMNS 11
#define VALUE_COLUMNS 10

/* Lines that are not the graph's bars, not the table's rows and not numbers:
   what ran, blank lines, the graph's caption, marks, axis and legend, the
   titles. */
#define FIXED_ROWS 12
/* Room for so many numbers, though a massif file has less. */
#define LEAST_NUMBERS 3
#define LEAST_BARS 3
#define LEAST_TABLE_ROWS 3

/* A line of the page has one row, whatever the width. */
static void put_line(const struct page *page, const char *text)
{
   out_fit(page->out, text, page->width);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

static void put_what_runs(const struct page *page, const struct findings *found)
{
   const struct profile *p = page->profile;
   const struct finding *run = findings_find(found, "run");
   const bool warns = run->strength == FINDING_WARNING;

   out_style(page->out, OUT_HEADING);
   put_line(page, p->run.command);
   /* That it still runs is what a screen that follows it hopes for. */
   out_style(page->out, !p->finished ? OUT_GOOD
                        : warns      ? OUT_WARN
                                     : OUT_NORMAL);
   put_line(page, run->brief.words.text);
}

static void put_number(const struct page *page, const struct finding *f)
{
   const struct sentence *w = &f->brief.words;
   const char *title = f->brief.title;

   put_line(page, arena_printf(page->arena, "%-*s%*.*s%s", NAME_COLUMNS, title,
                               VALUE_COLUMNS, (int)w->lead, w->text,
                               w->text + w->lead));
}

/* Whoever watches wants to know first what is live now. */
static size_t put_numbers(const struct page *page, const struct findings *found)
{
   const struct finding *live = findings_find(found, "live_at_end");
   size_t n = 1;

   put_number(page, live);
   for (size_t i = 0; i < found->n; i++) {
      const struct finding *f = &found->all[i];

      if (f->group != FINDING_NUMBER || f == live)
         continue;
      put_number(page, f);
      n++;
   }
   return n;
}

static void put_holders(const struct page *page, size_t n_most)
{
   static const char *const keys[] = {"end", "peak", "allocated", "calls"};
   const char *const titles[] = {page->profile->finished ? "at end" : "now",
                                 "at peak", "total", "calls"};
   const size_t n_columns = page->profile->has_blocks ? 4 : 2;
   struct table *t = table_new(page, titles, n_columns, "function (file:line)");
   size_t n;
   const struct top_row *rows = query_top(
       page->arena, page->stacks, page->profile, top_key_find("end"), &n);

   for (size_t i = 0; i < n && i < n_most; i++) {
      for (size_t k = 0; k < n_columns; k++) {
         const struct top_key *key = top_key_find(keys[k]);
         const uint64_t value = key->value(&rows[i]);

         table_cell(t, key->kind == TOP_COUNT ? units_count_short(value).text
                                              : units_bytes(value).text);
      }
      table_site(t, rows[i].site,
                 (struct remark){"", false, rows[i].note, rows[i].n_lines});
   }
   table_print(t);
}

/* The graph gets two thirds of what there is beyond the least. */
static void put_body(const struct page *page, const struct findings *found)
{
   const size_t n = put_numbers(page, found);
   const size_t least = FIXED_ROWS + (n > LEAST_NUMBERS ? n : LEAST_NUMBERS) +
                        LEAST_BARS + LEAST_TABLE_ROWS;
   const size_t rows = page->options->rows;
   const size_t more = rows > least ? rows - least : 0;
   const size_t bars = LEAST_BARS + more * 2 / 3;

   out_printf(page->out, "\n");
   if (rows >= least) {
      view_graph_section(page, page->options->series, bars);
      out_printf(page->out, "\n");
   }
   put_holders(page, LEAST_TABLE_ROWS + more - more * 2 / 3);
}

static void render(const struct view *v)
{
   struct page page;

   page_open(&page, v);
   const struct findings *found =
       query_findings(&(struct findings_question){.arena = page.arena,
                                                  .stacks = page.stacks,
                                                  .profile = v->profile,
                                                  .options = v->options,
                                                  .extent = FINDINGS_BRIEF});
   put_what_runs(&page, found);
   if (v->profile->n_snapshots > 0 && v->profile->peak.known)
      put_body(&page, found);
   else
      page_paragraph(&page, 0, "Nothing has been recorded so far.");
   page_close(&page);
}

const struct view_row view_watch = {
    .name = "watch",
    .summary = "one screen of it: what --watch shows again and again",
    .kind = VIEW_TEXT,
    .flags = FOLLOWS,
    .render = render,
};
