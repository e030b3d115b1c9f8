/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables: see table.h. */
#include "page/table.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "query/stacks.h"

/* Names have at least this; shorter texts what they need. */
#define LEAST_NAME_COLUMNS 24
/* Rows are moved to the right as far as a name has this much left. */
#define LEAST_MOVED_COLUMNS 16
#define GAP 2
#define NOTE_INDENT 6

struct row {
   const char **cells;
   const struct site *site; /* or NULL */
   struct remark remark;    /* on the site */
   const char *name;        /* where it is none */
   size_t indent;
   enum out_style style;
   const char *note; /* NULL: none */
};

struct table {
   const struct page *page;
   const char *const *titles;
   const char *name_title;
   size_t n_columns;
   struct row *rows;
   size_t n_rows, room;
   const char **cells; /* of the row under construction */
   size_t n_cells;
};

static void begin_row(struct table *t)
{
   t->cells = arena_array(t->page->arena, t->n_columns, sizeof *t->cells);
   t->n_cells = 0;
}

struct table *table_new(const struct page *page, const char *const *titles,
                        size_t n_columns, const char *name_title)
{
   struct table *t = arena_alloc(page->arena, sizeof *t);
   t->page = page;
   t->titles = titles;
   t->n_columns = n_columns;
   t->name_title = name_title;
   begin_row(t);
   return t;
}

void table_cell(struct table *t, const char *text)
{
   assert(t->n_cells < t->n_columns && "a row has no more cells than titles");
   t->cells[t->n_cells++] = arena_strdup(t->page->arena, text);
}

static struct row *end_row(struct table *t)
{
   assert(t->n_cells == t->n_columns && "a row has a cell for each title");
   t->rows = arena_grow(t->page->arena, t->rows, t->n_rows, &t->room,
                        sizeof *t->rows);
   struct row *row = &t->rows[t->n_rows++];
   row->cells = t->cells;
   begin_row(t);
   return row;
}

void table_site(struct table *t, uint32_t site, struct remark remark)
{
   table_place(t, stacks_site(t->page->stacks, site), remark);
}

void table_place(struct table *t, const struct site *place,
                 struct remark remark)
{
   struct row *row = end_row(t);
   row->site = place;
   row->remark = remark;
   row->name = "";
}

void table_name(struct table *t, const char *name)
{
   struct row *row = end_row(t);
   row->name = arena_strdup(t->page->arena, name);
}

void table_indent(struct table *t, size_t n_columns)
{
   t->rows[t->n_rows - 1].indent = n_columns;
}

void table_style(struct table *t, enum out_style style)
{
   t->rows[t->n_rows - 1].style = style;
}

void table_note(struct table *t, const char *text)
{
   t->rows[t->n_rows - 1].note = arena_strdup(t->page->arena, text);
}

static size_t column_width(const struct table *t, size_t column)
{
   size_t width = strlen(t->titles[column]);
   for (size_t i = 0; i < t->n_rows; i++) {
      size_t n = out_columns(t->rows[i].cells[column]);
      width = n > width ? n : width;
   }
   return width;
}

static size_t least_name(const struct table *t)
{
   size_t least = out_columns(t->name_title);
   for (size_t i = 0; i < t->n_rows; i++) {
      const struct row *row = &t->rows[i];
      size_t n =
          row->site ? LEAST_NAME_COLUMNS : row->indent + out_columns(row->name);
      least = n > least ? n : least;
   }
   return least < LEAST_NAME_COLUMNS ? least : LEAST_NAME_COLUMNS;
}

/* widths[]: 0 for a column that is not shown.  Returns what they take. */
static size_t find_widths(const struct table *t, size_t *widths)
{
   size_t used = 0, least = least_name(t);
   bool full = false;
   for (size_t i = 0; i < t->n_columns; i++) {
      size_t width = column_width(t, i) + GAP;
      widths[i] = 0;
      if (t->titles[i][0] == '\0')
         continue;
      full |= used + width + GAP + least > t->page->width;
      if (full)
         continue;
      widths[i] = width;
      used += width;
   }
   return used + GAP;
}

/* Part of a text, from `from` up to before `to`. */
struct slice {
   const char *from, *to;
};

/* Regions and processes are nested as deep as the program liked. */
static size_t indent_of(const struct page *page, const struct row *row,
                        size_t used)
{
   const size_t most = page_left(page, used + LEAST_MOVED_COLUMNS);
   return row->indent < most ? row->indent : most;
}

/* The first path in a name: all of it, or the word that a slash is in. */
static struct slice path_in(const char *name)
{
   const char *slash = strchr(name, '/');
   const char *from = slash;

   if (!slash)
      return (struct slice){name, name};
   while (from > name && from[-1] != ' ')
      from--;
   return (struct slice){from, slash == name ? name + strlen(name)
                                             : slash + strcspn(slash, " ")};
}

/* The end of a path says more than its start: it loses whole folders, and all
   of them before anything behind it is cut. */
static void put_name(const struct page *page, const char *name,
                     size_t n_columns)
{
   const struct slice path = path_in(name);
   const char *shorter = name;
   const char *slash = memchr(path.from, '/', path.to - path.from);

   while (slash && out_columns(shorter) > n_columns) {
      const char *next = memchr(slash + 1, '/', path.to - slash - 1);

      shorter = arena_printf(page->arena, "%.*s%s%s", (int)(path.from - name),
                             name, next ? "..." : "", next ? next : slash + 1);
      slash = next;
   }
   out_fit(page->out, shorter, n_columns);
}

static void put_row(const struct table *t, const struct row *row,
                    const size_t *widths, size_t used)
{
   const struct page *page = t->page;
   const size_t indent = indent_of(page, row, used);
   const size_t left = page_left(page, used + indent);
   out_style(page->out, row->style);
   for (size_t i = 0; i < t->n_columns; i++) {
      if (widths[i] > 0) {
         out_repeat(page->out, " ", widths[i] - out_columns(row->cells[i]));
         out_printf(page->out, "%s", row->cells[i]);
      }
   }
   if (row->site || row->name[0])
      out_repeat(page->out, " ", GAP + indent);
   if (row->site)
      page_site(page, row->site, &row->remark, left);
   else
      put_name(page, row->name, left);
   out_style(page->out, OUT_NORMAL);
   out_printf(page->out, "\n");
   if (row->site)
      page_source(page, row->site, used + indent);
   if (row->note)
      page_paragraph(page, NOTE_INDENT, row->note);
}

void table_print(const struct table *t)
{
   size_t *widths = arena_array(t->page->arena, t->n_columns, sizeof *widths);
   size_t used = find_widths(t, widths);
   out_style(t->page->out, OUT_DIM);
   for (size_t i = 0; i < t->n_columns; i++) {
      if (widths[i] > 0)
         out_printf(t->page->out, "%*s", (int)widths[i], t->titles[i]);
   }
   if (t->name_title[0]) {
      out_repeat(t->page->out, " ", GAP);
      page_title(t->page, t->name_title, used);
   }
   out_style(t->page->out, OUT_NORMAL);
   out_printf(t->page->out, "\n");
   for (size_t i = 0; i < t->n_rows; i++)
      put_row(t, &t->rows[i], widths, used);
}
