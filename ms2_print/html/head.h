/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The head of the HTML page's data: findings, axes, windows, totals, as the
   text of a JSON object.  html/findings.js and html/main.js read it. */
#ifndef MS2_PRINT_HTML_HEAD_H
#define MS2_PRINT_HTML_HEAD_H

#include "page/view.h"

struct arena;
struct leaks;
struct stacks;
struct thin;

struct html_question {
   const struct view *view;
   struct arena *arena;
   struct stacks *stacks;
   const struct thin *thin;
   const struct leaks *leaks;
};

/* The caller frees it; never NULL. */
char *html_head(const struct html_question *q);

#endif
