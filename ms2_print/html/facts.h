/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts in the data of the HTML page: what ran, words, totals, as the text
   of a JSON object.  html/findings.js and html/main.js read it. */
#ifndef MS2_PRINT_HTML_FACTS_H
#define MS2_PRINT_HTML_FACTS_H

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
char *html_facts(const struct html_question *q);

#endif
