/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The head of the HTML page's data: findings, axes, windows, totals, as the
   text of a JSON object.  html/findings.js and html/main.js read it. */
#ifndef MS2_PRINT_HTML_HEAD_H
#define MS2_PRINT_HTML_HEAD_H

#include "base/json.h"
#include "page/view.h"

struct arena;
struct leaks;
struct profile;
struct stacks;
struct thin;

struct html_question {
   const struct view *view;
   struct arena *arena;
   struct stacks *stacks;
   const struct thin *thin;
   const struct leaks *leaks;
};

/* All axes.  "shown" are the chosen one and those that move in all of the
   profiles: others say nothing.  The caller owns the list. */
json_t *html_head_axes(const struct profile *const *profiles, size_t n,
                       enum axis chosen);

/* The caller frees it; never NULL. */
char *html_head(const struct html_question *q);

#endif
