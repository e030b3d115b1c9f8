/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=diff: what changed against another profile, or another moment. */
#include "page/page.h"

#include <string.h>

#include "base/arena.h"
#include "query/diff.h"
#include "query/diff_totals.h"
#include "query/diff_words.h"
#include "query/measure.h"
#include "base/units.h"

#define NUMBER_COLUMNS 12

/* On a narrower page what was before has no column. */
#define WIDE_COLUMNS 67

struct diff_page {
   struct page page;
   const struct profile *base;
   struct stacks *base_stacks;
   const struct measure *measure;
   struct diff diff;
};

static struct units value_text(const struct measure *m, uint64_t value)
{
   const struct units text =
       m->unit == MEASURE_BYTES ? units_bytes(value) : units_count(value);

   /* A sign may come before it. */
   return strlen(text.text) < NUMBER_COLUMNS ? text : units_count_short(value);
}

static bool is_wide(const struct page *page)
{
   return page->width >= WIDE_COLUMNS;
}

/* The columns of numbers: before, now, change; in the order of the caller. */
static void put_number(const struct page *page, const char *text)
{
   out_printf(page->out, "%*s ", NUMBER_COLUMNS, text);
}

/* A line of the totals up to its change. */
static size_t totals_columns(const struct page *page)
{
   return 14 + (is_wide(page) ? 3 : 2) * (NUMBER_COLUMNS + 1);
}

static void put_before(const struct page *page, const char *text)
{
   if (is_wide(page))
      put_number(page, text);
}

static struct units change_text(const struct measure *m, uint64_t before,
                                uint64_t after)
{
   const int64_t change = diff_change(before, after);
   struct units text;

   if (m->unit == MEASURE_BYTES)
      return units_bytes_change(change);
   text = value_text(m, change < 0 ? -(uint64_t)change : (uint64_t)change);
   memmove(text.text + 1, text.text, sizeof text.text - 1);
   text.text[0] = change < 0 ? '-' : '+';
   text.text[sizeof text.text - 1] = '\0';
   return text;
}

/* ---- totals -------------------------------------------------------------- */

/* "+12.3 %", or "" where nothing was there before. */
static void put_percent(const struct page *page, uint64_t before,
                        uint64_t after)
{
   const uint64_t size = after > before ? after - before : before - after;

   if (before == 0 || size == 0)
      return;
   const struct units share = units_share(size, before);
   /* Of next to nothing it is a long number that says no more. */
   if (strlen(share.text) + 3 <= page_left(page, totals_columns(page)))
      out_printf(page->out, "  %c%s", after > before ? '+' : '-', share.text);
}

static void put_total(const struct page *page, const struct diff_total *t)
{
   static const struct measure kinds[] = {{.unit = MEASURE_COUNT},
                                          {.unit = MEASURE_BYTES}};
   const struct measure *m = &kinds[t->bytes];

   out_printf(page->out, "  %-12s ", t->name);
   put_before(page, value_text(m, t->before).text);
   put_number(page, value_text(m, t->after).text);
   if (t->before == t->after) {
      out_printf(page->out, "%*s\n", NUMBER_COLUMNS, "the same");
      return;
   }
   out_style(page->out, t->after > t->before ? OUT_BAD : OUT_GOOD);
   out_printf(page->out, "%*s", NUMBER_COLUMNS,
              change_text(m, t->before, t->after).text);
   put_percent(page, t->before, t->after);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

static void put_totals(const struct diff_page *d)
{
   struct diff_total totals[DIFF_TOTALS_MOST];
   const size_t n = diff_totals(d->base, d->page.profile, totals);

   out_printf(d->page.out, "  %-12s ", "");
   put_before(&d->page, "before");
   put_number(&d->page, "now");
   out_printf(d->page.out, "%*s\n", NUMBER_COLUMNS, "change");
   for (size_t i = 0; i < n; i++)
      put_total(&d->page, &totals[i]);
   out_printf(d->page.out, "\n");
}

/* ---- places -------------------------------------------------------------- */

/* Columns before a place's name: numbers, and what happened to it. */
static size_t place_column(const struct page *page)
{
   return (is_wide(page) ? 3 : 1) * (NUMBER_COLUMNS + 1) + 8;
}

static void put_callers(const struct diff_page *d, const struct diff_row *e)
{
   const struct stacks *stacks =
       e->kind == DIFF_GONE ? d->base_stacks : d->page.stacks;
   const struct stack stack = diff_stack(&d->diff, e);
   const size_t shown = stack.n_sites <= d->page.options->top_n
                            ? stack.n_sites
                            : d->page.options->top_n;
   const size_t used = place_column(&d->page);

   for (size_t i = 1; i < shown; i++) {
      out_repeat(d->page.out, " ", used);
      out_style(d->page.out, OUT_DIM);
      out_printf(d->page.out, "<- ");
      page_site(&d->page, stacks_site(stacks, stack.sites[i]), NULL,
                page_left(&d->page, used + 3));
      out_style(d->page.out, OUT_NORMAL);
      out_printf(d->page.out, "\n");
   }
   if (shown < stack.n_sites) {
      const struct units more =
          units_plural(stack.n_sites - shown, "more caller", "more callers");

      out_repeat(d->page.out, " ", used);
      out_fit(d->page.out, arena_printf(d->page.arena, "<- ... %s", more.text),
              page_left(&d->page, used));
      out_printf(d->page.out, "\n");
   }
}

static void put_row(const struct diff_page *d, const struct diff_row *e)
{
   const struct stacks *stacks =
       e->kind == DIFF_GONE ? d->base_stacks : d->page.stacks;

   out_style(d->page.out, e->after > e->before ? OUT_BAD : OUT_GOOD);
   put_number(&d->page, change_text(d->measure, e->before, e->after).text);
   out_style(d->page.out, OUT_NORMAL);
   put_before(&d->page,
              e->before ? value_text(d->measure, e->before).text : "-");
   put_before(&d->page, e->after ? value_text(d->measure, e->after).text : "-");
   out_printf(d->page.out, " %-7s", diff_words_kind(e->kind));
   page_site(&d->page, stacks_site(stacks, diff_stack(&d->diff, e).sites[0]),
             NULL, page_left(&d->page, place_column(&d->page)));
   out_printf(d->page.out, "\n");
   put_callers(d, e);
}

static void put_sum(const struct page *page, const char *change,
                    const char *where)
{
   put_number(page, change);
   out_printf(page->out, " ");
   page_hanging(page, NUMBER_COLUMNS + 2, where);
   out_printf(page->out, "\n");
}

/* Below the threshold is noise: summed up in a line. */
static void put_rest(const struct diff_page *d, size_t from)
{
   uint64_t before = 0, after = 0;

   for (size_t i = from; i < d->diff.n_rows; i++) {
      before += d->diff.rows[i].before;
      after += d->diff.rows[i].after;
   }
   if (from < d->diff.n_rows) {
      const struct units places =
          units_plural(d->diff.n_rows - from, "more place", "more places");

      put_sum(&d->page, change_text(d->measure, before, after).text,
              arena_printf(d->page.arena, "in %s with smaller changes",
                           places.text));
   }
   if (d->diff.n_same > 0) {
      const struct units places =
          units_plural(d->diff.n_same, "place", "places");

      put_sum(&d->page, "no change",
              arena_printf(d->page.arena, "in %s", places.text));
   }
}

static void put_rows(const struct diff_page *d)
{
   const struct options *o = d->page.options;
   const uint64_t larger =
       d->diff.before > d->diff.after ? d->diff.before : d->diff.after;
   const uint64_t least = options_threshold_bytes(o, d->page.profile, larger);
   size_t i = 0;

   if (d->diff.n_rows == 0) {
      out_printf(d->page.out, "  No place has changed.\n");
      return;
   }
   out_style(d->page.out, OUT_DIM);
   put_number(&d->page, "change");
   put_before(&d->page, "before");
   put_before(&d->page, "now");
   out_printf(d->page.out, " what   ");
   page_title(&d->page,
              is_wide(&d->page) ? "function <- its callers" : "function",
              place_column(&d->page));
   out_printf(d->page.out, "\n");
   out_style(d->page.out, OUT_NORMAL);
   for (; i < d->diff.n_rows && i < o->top_n; i++) {
      const struct diff_row *e = &d->diff.rows[i];
      const int64_t change = diff_change(e->before, e->after);

      if ((uint64_t)(change < 0 ? -change : change) < least)
         break;
      put_row(d, e);
   }
   put_rest(d, i);
}

/* ---- the page ------------------------------------------------------------ */

static const uint64_t *values_at(struct arena *a, const struct profile *p,
                                 size_t snapshot, const struct measure *m)
{
   const struct options at = {.at = AT_SNAPSHOT, .at_snapshot = snapshot};

   return query_measure(a, p, &at, m);
}

static void diff_moments(struct diff_page *d)
{
   const struct options *o = d->page.options;
   const struct profile *p = d->page.profile;
   struct arena *a = d->page.arena;
   const struct diff_side before = {p, d->page.stacks,
                                    values_at(a, p, o->base_at, d->measure)};
   const struct diff_side after = {p, d->page.stacks,
                                   query_measure(a, p, o, d->measure)};
   struct usage heap;
   char title[80];

   page_moment(&d->page, &heap, title);
   page_heading(
       &d->page, "From snapshot %zu to %s: %s", o->base_at, title,
       change_text(d->measure, p->snapshots[o->base_at].heap.bytes, heap.bytes)
           .text);
   d->diff = query_diff(a, &before, &after);
   put_rows(d);
}

static void diff_profiles(struct diff_page *d)
{
   const struct options *o = d->page.options;
   struct arena *a = d->page.arena;
   const struct diff_side before = {d->base, d->base_stacks,
                                    query_measure(a, d->base, o, d->measure)};
   const struct diff_side after = {
       d->page.profile, d->page.stacks,
       query_measure(a, d->page.profile, o, d->measure)};

   page_heading(&d->page, "Before: %s", d->base->path);
   page_heading(&d->page, "Now:    %s", d->page.profile->path);
   if (d->base->run.separate_threads != d->page.profile->run.separate_threads)
      page_paragraph(&d->page, 2,
                     "Only one of the two was recorded with "
                     "--separate-threads=yes, so no stack of one is found in "
                     "the other.");
   out_printf(d->page.out, "\n");
   put_totals(d);
   d->diff = query_diff(a, &before, &after);
   page_heading(&d->page, "Places by change of %s",
                measure_words(a, d->measure, o));
   put_rows(d);
}

static void render(const struct view *v)
{
   struct diff_page d = {.base = v->base, .measure = v->options->measure};

   page_open(&d.page, v);
   d.base_stacks = v->base
                       ? stacks_new(d.page.arena, v->base, v->options->rules)
                       : d.page.stacks;
   if (v->base)
      diff_profiles(&d);
   else
      diff_moments(&d);
   page_close(&d.page);
}

const struct view_row view_diff = {
    .name = "diff",
    .summary = "what changed: against --base=FILE, or since --base-at=N",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE | NEEDS_MEASURE | COMPARES,
    .render = render,
};
