/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=findings: what is wrong, ranked, with the reasons and what to do. */
#include "page/page.h"
#include "page/view.h"

#include <string.h>

#include "base/arena.h"
#include "query/findings.h"
#include "query/leak_words.h"

#define INDENT 4
#define NAME_COLUMNS 9
#define MOST_CALLERS 4

static void put_line(const struct page *page, const char *name,
                     const char *text)
{
   if (!text[0])
      return;
   out_printf(page->out, "%*s%-*s", INDENT, "", NAME_COLUMNS, name);
   page_hanging(page, INDENT + NAME_COLUMNS, text);
   out_printf(page->out, "\n");
}

static void put_callers(const struct page *page, const struct stack *stack)
{
   for (size_t i = 1; i < stack->n_sites && i <= MOST_CALLERS; i++) {
      const struct remark remark = {"", false, "", 1};

      out_printf(page->out, "%*s%-*s", INDENT, "", NAME_COLUMNS,
                 i == 1 ? "callers" : "");
      page_site(page, stacks_site(page->stacks, stack->sites[i]), &remark,
                page_left(page, INDENT + NAME_COLUMNS));
      out_printf(page->out, "\n");
   }
}

static void put_leak(const struct page *page, const struct finding *f,
                     size_t rank)
{
   const struct leak_group *g = f->leak->group;
   const struct remark note = {"", false, g->note, 1};
   const char *head =
       arena_printf(page->arena, "%2zu  %s%s  ", rank, verdict_name(g->verdict),
                    g->suspect ? ", a suspect" : "");

   out_style(page->out, g->suspect ? OUT_BAD : OUT_NORMAL);
   out_printf(page->out, "%s", head);
   out_style(page->out, OUT_NORMAL);
   page_site(page, stacks_site(page->stacks, g->site), &note,
             page_left(page, strlen(head)));
   out_printf(page->out, "\n");
   put_line(page, "holds", leak_words_amount(page->arena, page->profile, g));
   put_line(page, "is", verdict_words(g->verdict));
   put_line(page, "found", leak_proof_say(page->arena, &g->proof).text);
   put_line(page, "since", leak_reasons_line(page->arena, page->profile, g));
   put_callers(page, &f->leak->stack);
   put_line(page, "try", f->leak->advice);
   if (f->leak->check[0]) {
      put_line(page, "check",
               arena_printf(page->arena, "--check '%s'", f->leak->check));
   }
}

static void put_hint(const struct page *page, const struct finding *f)
{
   out_style(page->out, OUT_WARN);
   page_paragraph(page, INDENT, f->words.text);
   out_style(page->out, OUT_NORMAL);
}

static size_t put_leaks(const struct page *page, const struct findings *found)
{
   size_t n = 0;

   for (size_t i = 0; i < found->n; i++) {
      if (found->all[i].group != FINDING_LEAK)
         continue;
      if (n++ > 0)
         out_printf(page->out, "\n");
      put_leak(page, &found->all[i], n);
   }
   return n;
}

static size_t put_hints(const struct page *page, const struct findings *found)
{
   size_t n = 0;

   for (size_t i = 0; i < found->n; i++) {
      if (found->all[i].group != FINDING_HINT)
         continue;
      if (n++ == 0)
         page_heading(page, "What stands in the way of a better profile");
      put_hint(page, &found->all[i]);
   }
   return n;
}

static void render(const struct view *v)
{
   struct page page;
   page_open(&page, v);
   const struct findings_question q = {.arena = page.arena,
                                       .stacks = page.stacks,
                                       .profile = v->profile,
                                       .options = v->options};
   const struct findings *found = query_findings(&q);

   page_heading(&page, "%s",
                leak_words_title(page.arena, v->profile, found->leaks));
   if (put_leaks(&page, found) + put_hints(&page, found) == 0)
      page_paragraph(&page, 2, "There is nothing to be done.");
   page_close(&page);
}

const struct view_row view_findings = {
    .name = "findings",
    .summary = "what to look at, ranked: verdict, reasons, what to try",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE | TAKES_SELECTION,
    .render = render,
};
