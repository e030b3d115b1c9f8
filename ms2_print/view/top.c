/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=top: sums by function, file, object, thread or type. */
#include "page/page.h"

#include <string.h>

#include "base/arena.h"
#include "query/top.h"
#include "query/top_group.h"
#include "query/top_key.h"
#include "query/types.h"
#include "page/table.h"
#include "base/units.h"

/* Always shown, if they are known; the one sorted by stands before them. */
static const char *const usual[] = {"peak", "end", "allocated", "calls",
                                    "size"};
static const char *const usual_in_window[] = {"kept", "held", "end",
                                              "allocated", "calls"};

#define N_USUAL (sizeof(usual) / sizeof(*usual))

_Static_assert(sizeof usual == sizeof usual_in_window,
               "columns are of either list");

static enum axis lifetime_axis(const struct page *page)
{
   return strcmp(page->profile->run.lifetime_unit, "instructions") == 0
              ? AXIS_INSTRUCTIONS
              : AXIS_SUPERBLOCKS;
}

/* A lifetime says something only beside that of the run. */
static void put_heading(const struct page *page, const struct top_key *by)
{
   const char *many = page->options->by->many;
   const struct profile *p = page->profile;
   enum axis axis = lifetime_axis(page);
   if (by->kind != TOP_TIME || p->n_snapshots == 0) {
      page_heading(page, "%s by %s", many, by->words);
      return;
   }
   page_heading(
       page, "%s by %s (in %s; the run had %s)", many, by->words,
       p->run.lifetime_unit,
       units_tick(axis, p->snapshots[p->n_snapshots - 1].when.on[axis]).text);
}

static struct units text_of(const struct page *page, const struct top_key *m,
                            uint64_t value)
{
   switch (m->kind) {
   case TOP_BYTES: return units_bytes(value);
   case TOP_COUNT: return units_count_short(value);
   default: return units_tick(lifetime_axis(page), value);
   }
}

/* Fills columns[] and returns how many there are. */
static size_t choose_columns(const struct page *page, const struct top_key *by,
                             const struct top_key **columns)
{
   const char *const *keys = page->profile->window ? usual_in_window : usual;
   size_t n = 0;
   bool is_usual = false;
   for (size_t i = 0; i < N_USUAL; i++)
      is_usual |= strcmp(keys[i], by->key) == 0;
   if (!is_usual)
      columns[n++] = by;
   for (size_t i = 0; i < N_USUAL; i++) {
      const struct top_key *m = top_key_find(keys[i]);
      if (top_key_is_known(m, page->profile))
         columns[n++] = m;
   }
   return n;
}

/* Of a fact that few have, functions that have nothing of it are no answer. */
static size_t n_with_any(const struct top_key *by, const struct top_row *rows,
                         size_t n)
{
   while ((by->needs & TOP_FACTS) && n > 0 && by->value(&rows[n - 1]) == 0)
      n--;
   return n;
}

static void put_table(const struct page *page, const struct top_key *by,
                      const struct top_row *rows, size_t n_rows)
{
   const struct top_key *columns[N_USUAL + 1];
   const char *titles[N_USUAL + 1];
   size_t n = choose_columns(page, by, columns);
   for (size_t i = 0; i < n; i++)
      titles[i] = columns[i]->title;
   struct table *t = table_new(page, titles, n, page->options->by->title);
   for (size_t i = 0; i < n_rows; i++) {
      for (size_t k = 0; k < n; k++) {
         table_cell(
             t, text_of(page, columns[k], columns[k]->value(&rows[i])).text);
      }
      if (rows[i].name) {
         table_name(t, rows[i].name);
      } else {
         table_site(t, rows[i].site,
                    (struct remark){"", false, rows[i].note, rows[i].n_lines});
      }
   }
   table_print(t);
}

/* How much of the key's sum is of a type that is known. */
static void put_known(const struct page *page, const struct top_key *by,
                      const struct top *top)
{
   uint64_t sum = 0, unknown = 0;

   for (size_t i = 0; i < top->n_rows; i++) {
      const uint64_t value = by->value(&top->rows[i]);

      sum += value;
      if (strcmp(top->rows[i].name, TYPES_UNKNOWN) == 0)
         unknown = value;
   }
   if (unknown == 0)
      return;
   page_paragraph(
       page, 0,
       arena_printf(page->arena,
                    "The type is not known of %s: it stands in the frames of "
                    "containers, of smart pointers and of allocators that are "
                    "templates, but not in those of malloc and new",
                    units_share(unknown, sum).text));
}

static void render(const struct view *v)
{
   struct page page;
   const struct top_key *by = v->options->sort;
   const struct top_group *group = v->options->by;
   page_open(&page, v);
   put_heading(&page, by);
   if (v->profile->window && (by->needs & TOP_FACTS)) {
      page_paragraph(&page, 2, "This is known of the whole run only.");
   } else if (!top_key_is_known(by, v->profile)) {
      page_paragraph(&page, 2,
                     by->needs & TOP_USE
                         ? "That was not recorded: record with --use=yes."
                         : "This file does not tell: it was recorded by "
                           "an older ms2, or by another tool.");
   } else if (!top_group_is_known(group, v->profile)) {
      page_paragraph(&page, 2,
                     "Threads were not recorded apart: record with "
                     "--separate-threads=yes. --view=threads has the totals "
                     "of each.");
   } else {
      const struct top_question q = {group, by};
      const struct top top =
          query_top_by(page.arena, page.stacks, v->profile, &q);
      const size_t n = n_with_any(by, top.rows, top.n_rows);
      const size_t shown = n < v->options->top_n ? n : v->options->top_n;
      if (n == 0)
         page_paragraph(
             &page, 2,
             page_nothing(v->profile,
                          "None has any; --sort=KEY ranks by something else."));
      else
         put_table(&page, by, top.rows, shown);
      if (shown < n) {
         out_printf(v->out, "%s\n",
                    units_plural(n - shown, group->more, group->mores).text);
      }
      if (group == top_group_find("type"))
         put_known(&page, by, &top);
   }
   page_wrappers(&page);
   page_close(&page);
}

const struct view_row view_top = {
    .name = "top",
    .summary = "functions ranked by what they hold and allocate",
    .kind = VIEW_TEXT,
    .flags = NEEDS_TREE | TAKES_SELECTION,
    .render = render,
};
