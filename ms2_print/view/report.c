/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=report, the default page: the answer in words and numbers, then the
   picture, then the proof. */
#include "view/sections.h"
#include "page/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "query/findings.h"
#include "query/tree.h"

/* The sections are cut so that the page stays one that is read. */
#define REPORT_CALLERS 4
#define REPORT_BRANCH_PCT 5
#define REPORT_ROWS 8
#define REPORT_PLACES 3
#define REPORT_REGION_SITES 2

/* The column where the numbers start. */
#define NAME_COLUMNS 16

static enum out_style style_of(enum finding_strength strength)
{
   static const enum out_style styles[] = {
       [FINDING_FAINT] = OUT_NORMAL, [FINDING_PLAIN] = OUT_NORMAL,
       [FINDING_GOOD] = OUT_GOOD,    [FINDING_STRONG] = OUT_PEAK,
       [FINDING_WARNING] = OUT_WARN, [FINDING_BAD] = OUT_BAD};
   return styles[strength];
}

static void begin(const struct page *page, enum out_style style)
{
   if (style != OUT_NORMAL)
      out_style(page->out, style);
}

static void end(const struct page *page, enum out_style style)
{
   if (style != OUT_NORMAL)
      out_style(page->out, OUT_NORMAL);
}

static void put_command(const struct page *page)
{
   out_style(page->out, OUT_HEADING);
   out_fit(page->out, page->profile->run.command, page->width);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

/* A function with its share before it, or with what is said of it below. */
static void put_place(const struct page *page, const struct finding_place *p,
                      enum out_style style)
{
   const struct remark remark = {"", false, p->note, p->n_lines};
   size_t used = NAME_COLUMNS;
   if (p->share.n_figures > 0) {
      out_printf(page->out, "%7s  ", p->share.text);
      used += 9;
   }
   begin(page, style);
   page_site(page, stacks_site(page->stacks, p->site), &remark,
             page_left(page, used));
   end(page, style);
   out_printf(page->out, "\n");
   for (size_t i = 0; i < 2; i++) {
      if (p->lines[i].text[0])
         page_paragraph(page, NAME_COLUMNS, p->lines[i].text);
   }
}

static void put_places(const struct page *page, const struct finding *f)
{
   for (size_t i = 0; i < f->n_places && i < REPORT_PLACES; i++) {
      if (i > 0 || !f->is_sum)
         out_repeat(page->out, " ", NAME_COLUMNS);
      put_place(page, &f->places[i],
                f->is_sum ? style_of(f->strength) : OUT_NORMAL);
   }
   if (f->n_places > REPORT_PLACES) {
      const size_t n_more = f->n_places + f->n_more_places - REPORT_PLACES;

      out_printf(page->out, "%*s%s below\n", NAME_COLUMNS, "",
                 units_plural(n_more, "more", "more").text);
   }
   if (f->is_sum && f->see[0])
      out_printf(page->out, "%*s(%s)\n", NAME_COLUMNS, "", f->see);
}

/* A title that is wider than its column is the beginning of the sentence.
   Returns the column behind it. */
static size_t put_title(const struct page *page, const char *title)
{
   const size_t length = strlen(title);

   if (length > NAME_COLUMNS - 3) {
      out_printf(page->out, "  %s: ", title);
      return length + 4;
   }
   out_printf(page->out, "  %-*s", NAME_COLUMNS - 2, title);
   return NAME_COLUMNS;
}

static void put_number(const struct page *page, const struct finding *f)
{
   const size_t column = put_title(page, f->title);

   if (!f->is_sum) {
      const char *see =
          f->see[0] ? arena_printf(page->arena, " (%s)", f->see) : "";
      begin(page, style_of(f->strength));
      page_hanging(page, column,
                   arena_printf(page->arena, "%s%s", f->words.text, see));
      end(page, style_of(f->strength));
      out_printf(page->out, "\n");
   }
   put_places(page, f);
}

static void put_run(const struct page *page, const struct finding *f)
{
   out_style(page->out, style_of(f->strength));
   page_hanging(page, 0, f->words.text);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
}

static void put_paragraph(const struct page *page, const struct finding *f,
                          size_t indent)
{
   begin(page, style_of(f->strength));
   page_paragraph(page, indent, f->words.text);
   end(page, style_of(f->strength));
}

static void put_finding(const struct page *page, const struct finding *f)
{
   switch (f->group) {
   case FINDING_RUN: put_run(page, f); break;
   case FINDING_NUMBER: put_number(page, f); break;
   case FINDING_HINT: put_paragraph(page, f, 2); break;
   default: put_paragraph(page, f, 0);
   }
}

/* Those of a group; hints have a blank line between them.  Returns how many
   there were. */
static size_t put_group(const struct page *page, const struct findings *found,
                        enum finding_group group)
{
   size_t n = 0;
   for (size_t i = 0; i < found->n; i++) {
      const struct finding *f = &found->all[i];
      if (f->group != group || f->strength == FINDING_FAINT)
         continue;
      if (n++ > 0 && group == FINDING_HINT)
         out_printf(page->out, "\n");
      put_finding(page, f);
   }
   return n;
}

static bool has_any(const struct findings *found, enum finding_group group)
{
   for (size_t i = 0; i < found->n; i++) {
      if (found->all[i].group == group)
         return true;
   }
   return false;
}

static void put_findings(const struct page *page, const struct findings *found)
{
   put_command(page);
   put_group(page, found, FINDING_RUN);
   put_group(page, found, FINDING_NOTE);
   out_printf(page->out, "\n");
   if (put_group(page, found, FINDING_NUMBER) > 0 &&
       has_any(found, FINDING_HINT)) {
      out_printf(page->out, "\n");
   }
   put_group(page, found, FINDING_HINT);
}

static void put_proof(const struct page *page, const struct leaks *leaks)
{
   struct out *o = page->out;
   struct limits limits = {REPORT_ROWS, REPORT_CALLERS, REPORT_BRANCH_PCT};
   out_printf(o, "\n");
   view_graph_section(page, SERIES_HEAP, page->options->height);
   out_printf(o, "\n");
   view_tree_section(page, limits);
   if (leaks->n_groups > 0) {
      out_printf(o, "\n");
      view_leaks_section(page, leaks, limits);
   }
   if (page->profile->facts.n_regions > 1) {
      out_printf(o, "\n");
      view_regions_section(page, REPORT_REGION_SITES);
   }
}

static void put_more(const struct page *page)
{
   out_printf(page->out, "\n");
   out_style(page->out, OUT_DIM);
   page_paragraph(page, 0,
                  "A page for a browser: --to=html -o report.html. More views: "
                  "--help.");
   out_style(page->out, OUT_NORMAL);
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   query_tree_expect(page.stacks);
   const struct findings *found = query_findings(&(struct findings_question){
       .arena = page.arena,
       .stacks = page.stacks,
       .profile = v->profile,
       .options = v->options,
       .extent = FINDINGS_FIRST,
   });
   put_findings(&page, found);
   if (!found->is_empty)
      put_proof(&page, found->leaks);
   put_more(&page);
   page_close(&page);
}

const struct view_row view_report = {
    .name = "report",
    .summary = "the page to read first: numbers, graph, peak, leak suspects",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE | IS_DEFAULT,
    .render = render,
};
