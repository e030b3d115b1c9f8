/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of a page that shows more than one profile.

   The element "data" is then empty.  Behind it comes an element for what opens
   first, named by what it is: "processes" or "diff"; and behind that one for
   each profile's own report, "data-1" and on, which the page unpacks when it is
   chosen. */
#ifndef MS2_PRINT_HTML_PARTS_H
#define MS2_PRINT_HTML_PARTS_H

#include <jansson.h>

#include "page/view.h"
#include "query/processes.h"

/* Ends the element at hand, and begins the one of that name. */
void html_parts_begin(struct out *out, const char *id);

/* A profile's report as it is alone; they are numbered from 1.  Returns what
   html_data_write() does. */
struct process_leaks html_parts_report(const struct view *v, size_t number,
                                       const struct loaded *of);

/* What is said of a profile wherever it is one of several. */
json_t *html_parts_profile(const struct profile *p);

#endif
