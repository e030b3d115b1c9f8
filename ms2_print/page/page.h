/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page of text for a person: what the text views share.
 */
#ifndef MS2_PRINT_PAGE_PAGE_H
#define MS2_PRINT_PAGE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "query/options.h"
#include "base/out.h"
#include "model/profile.h"
#include "query/stacks.h"
#include "page/view.h"

struct page {
   const struct profile *profile;
   const struct options *options;
   struct out *out;
   struct arena *arena; /* lives as long as the page */
   struct stacks *stacks;
   struct sources *sources; /* NULL: source lines are not asked for */
   size_t width;
};

void page_open(struct page *page, const struct view *v);
void page_close(struct page *page);

/* The columns right of the first `used` ones; 0 where the page ends before. */
size_t page_left(const struct page *page, size_t used);

/* The title of a column of names, from column `used` on; where it has no room,
   without the bracket and what is behind it. */
void page_title(const struct page *page, const char *title, size_t used);

/* A line that opens a section. */
void page_heading(const struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The words of `text`, with line breaks at the page's width, also within a word
   that is longer than a line; the cursor stands at column `indent`, where
   further lines begin.  No newline at the end, so that a style can end before
   it. */
void page_hanging(const struct page *page, size_t indent, const char *text);

/* What a page without anything to show says: `words`, which tell what to do,
   unless the program allocated nothing, which the report explains. */
const char *page_nothing(const struct profile *p, const char *words);

/* A paragraph: the words of `text` with line breaks at the page's width, all
   lines `indent` columns in. */
void page_paragraph(const struct page *page, size_t indent, const char *text);

/* What is said of a place that allocates, behind its name. */
struct remark {
   const char *via; /* "" for none */
   bool via_several;
   const char *note; /* "" for none */
   uint32_t n_lines; /* of the function, or SITE_SEVERAL_LINES: see
                        query/site.h; the site is the largest of them */
};

/* "function (file:line) via Vec::push", or "(file:line and 2 more lines)", in
   at most n_columns columns; a name that is too long is shortened with care.
   `remark` may be NULL.  False: there was no room for what it called. */
bool page_site(const struct page *page, const struct site *s,
               const struct remark *remark, size_t n_columns);

/* What a place called, in a line of its own: where page_site() had no room. */
void page_via(const struct page *page, const struct remark *remark,
              size_t indent);

/* With --source, where the source file can be read: a line of its own with the
   site's source line, `indent` columns in. */
void page_source(const struct page *page, const struct site *s, size_t indent);

/* The stack of `node`, a line a frame, "<- " before each caller; a function
   that calls itself has one line.  At most n_most lines. */
void page_backtrace(const struct page *page, uint32_t node, size_t indent,
                    size_t n_most);

/* The place that --at names: *heap is what all contexts hold there; `title` (of
   80 bytes) gets "the peak" and the like. */
void page_moment(const struct page *page, struct usage *heap, char *title);

/* query_graph_axis() of the page's profile. */
enum axis page_axis(const struct page *page);

/* sentence_when(), as text in the arena. */
const char *page_when(const struct page *page, const struct moment *when);

/* How much of a long thing a section shows. */
struct limits {
   size_t n_rows;       /* top-level entries */
   size_t n_callers;    /* of one chain without a branch */
   unsigned branch_pct; /* least share of a branch of a tree */
};

/* Below a list of places: the functions that it looks past. */
void page_wrappers(const struct page *page);

/* The whole of it, as far as --threshold and the like allow. */
struct limits page_no_limits(const struct page *page);

#endif
