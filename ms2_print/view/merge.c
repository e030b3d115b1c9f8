/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --view=merge: many files as one. */
#include "page/page.h"

#include "base/arena.h"
#include "query/merge.h"
#include "page/table.h"
#include "base/units.h"

static const char *file_name(const struct view *v, size_t i)
{
   return site_base_name(v->all[i].profile->path);
}

/* A row of the first table. */
struct number_row {
   const char *name;
   struct units (*text)(uint64_t value);
   struct merge_number number;
};

static void add_number(const struct page *page, const struct view *v,
                       struct table *t, const struct number_row *row)
{
   struct units (*const text)(uint64_t) = row->text;
   const struct merge_number *m = &row->number;

   table_cell(t, text(m->sum).text);
   table_cell(t, text(m->least).text);
   table_cell(t, text(m->mean).text);
   table_cell(t, text(m->most).text);
   table_name(t, row->name);
   if (m->least != m->most) {
      table_note(t, arena_printf(page->arena, "least in %s, most in %s",
                                 file_name(v, m->least_file),
                                 file_name(v, m->most_file)));
   }
}

static void put_numbers(const struct page *page, const struct view *v,
                        const struct merge *m)
{
   static const char *const titles[] = {"sum", "least", "mean", "most"};
   const struct number_row rows[] = {
       {"at its own peak", units_bytes, m->peak_bytes},
       {"live at the end", units_bytes, m->end_bytes},
       {"allocated", units_bytes, m->total_bytes},
       {"calls", units_count_short, m->n_calls},
   };
   struct table *t = table_new(page, titles, 4, "");

   page_heading(page, "%s as one",
                units_plural(v->n_all, "file", "files").text);
   for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
      add_number(page, v, t, &rows[i]);
   table_print(t);
}

static const char *text_of(const struct page *page, const struct top_key *key,
                           uint64_t value)
{
   const struct units text =
       key->kind == TOP_BYTES ? units_bytes(value) : units_count_short(value);

   return arena_strdup(page->arena, text.text);
}

static void put_row(struct table *t, const struct view *v,
                    const struct merge_row *row, const struct page *page)
{
   const struct top_key *by = v->options->sort;

   table_cell(t, text_of(page, by, by->value(&row->sums)));
   table_cell(t, units_bytes(row->sums.peak.bytes).text);
   table_cell(t, units_bytes(row->sums.end.bytes).text);
   table_cell(t, units_bytes(row->sums.allocated.bytes).text);
   table_cell(t, units_count_short(row->n_files).text);
   table_place(t, row->site,
               (struct remark){"", false, row->sums.note, row->sums.n_lines});
   if (row->n_files > 1) {
      table_note(t, arena_printf(page->arena, "most in %s: %s",
                                 file_name(v, row->most_file),
                                 text_of(page, by, row->most)));
   }
}

static bool is_shown_anyway(const struct top_key *by)
{
   return by == top_key_find("peak") || by == top_key_find("end") ||
          by == top_key_find("allocated");
}

static void put_functions(const struct page *page, const struct view *v,
                          const struct merge *m)
{
   const struct top_key *by = v->options->sort;
   const char *const titles[] = {is_shown_anyway(by) ? "" : by->title,
                                 "at peaks", "at ends", "total", "files"};
   struct table *t = table_new(page, titles, 5, "function (file:line)");
   const size_t n =
       m->n_rows < v->options->top_n ? m->n_rows : v->options->top_n;

   page_heading(page, "Functions by %s, summed over the files", by->words);
   for (size_t i = 0; i < n; i++)
      put_row(t, v, &m->rows[i], page);
   table_print(t);
   if (n < m->n_rows) {
      out_printf(
          page->out, "%s\n",
          units_plural(m->n_rows - n, "more function", "more functions").text);
   }
}

static void render(const struct view *v)
{
   struct page page;

   page_open(&page, v);
   struct merge_file *files =
       arena_array(page.arena, v->n_all, sizeof files[0]);
   for (size_t i = 0; i < v->n_all; i++) {
      files[i] = (struct merge_file){
          v->all[i].profile,
          stacks_new(page.arena, v->all[i].profile, v->all[i].rules)};
   }
   struct merge m = query_merge(page.arena, files, v->n_all, v->options->sort);
   put_numbers(&page, v, &m);
   out_printf(v->out, "\n");
   put_functions(&page, v, &m);
   page_close(&page);
}

const struct view_row view_merge = {
    .name = "merge",
    .summary = "many files as one: processes of a tree, ranks of a job",
    .kind = VIEW_TEXT,
    .flags = SHOWS_ALL | NEEDS_TREE,
    .render = render,
};
