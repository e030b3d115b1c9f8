/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has a name along the timeline of the HTML page: regions, labels, and the
   windows that can be chosen by name.

   A position is 0 for the start of the run, k for the k-th snapshot that is
   kept. */
#ifndef MS2_PRINT_HTML_WINDOWS_H
#define MS2_PRINT_HTML_WINDOWS_H

#include "base/json.h"
#include "model/profile.h"
#include "query/thin.h"

struct arena;

/* [[name, from, to], ...]: each begin of a region with its end; one without an
   end goes on to the end of the run. */
json_t *html_windows_regions(const struct profile *p, const struct thin *t);

/* [[name, position], ...] */
json_t *html_windows_labels(const struct profile *p, const struct thin *t);

/* [[name, from, to], ...]: the whole run, around the peak, the regions, and
   from each label on; both ends are snapshots with a tree. */
json_t *html_windows_named(struct arena *a, const struct profile *p,
                           const struct thin *t);

#endif
