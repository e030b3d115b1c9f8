/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table on a page: columns of numbers, as wide as they have to be, and at the
   end of each row a name.

   A row is made of its cells from left to right and closed by its name.  On a
   narrow page columns on the right make room for the names. */
#ifndef MS2_PRINT_PAGE_TABLE_H
#define MS2_PRINT_PAGE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/out.h"
#include "page/page.h"

struct table;

/* An empty title means that there is no such column: its cells are not shown.
   The titles must live as long. */
struct table *table_new(const struct page *page, const char *const *titles,
                        size_t n_columns, const char *name_title);

/* The next cell; the text is copied. */
void table_cell(struct table *t, const char *text);

/* The name of the row: a place, or any text. */
void table_site(struct table *t, uint32_t site, struct remark remark);
void table_place(struct table *t, const struct site *place,
                 struct remark remark); /* of any profile */
void table_name(struct table *t, const char *name);

/* Of the row closed last: where its name begins, its look, and a line of text
   below it. */
void table_indent(struct table *t, size_t n_columns);
void table_style(struct table *t, enum out_style style);
void table_note(struct table *t, const char *text);

void table_print(const struct table *t);

#endif
