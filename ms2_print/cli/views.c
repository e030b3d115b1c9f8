/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of views and exports. */
#include "cli/views.h"

#include <stdlib.h>
#include <string.h>

#define ROWS(X)         \
   X(view_report)       \
   X(view_graph)        \
   X(view_tree)         \
   X(view_top)          \
   X(view_leaks)        \
   X(view_owners)       \
   X(view_findings)     \
   X(view_growth)       \
   X(view_sizes)        \
   X(view_use)          \
   X(view_threads)      \
   X(view_pages)        \
   X(view_stacks)       \
   X(view_regions)      \
   X(view_diff)         \
   X(view_processes)    \
   X(view_merge)        \
   X(view_watch)        \
   X(view_snapshots)    \
   X(export_json)       \
   X(export_html)       \
   X(export_ms2)        \
   X(export_massif)     \
   X(export_folded)     \
   X(export_flame)      \
   X(export_pprof)      \
   X(export_callgrind)  \
   X(export_dhat)       \
   X(export_speedscope) \
   X(export_supp)       \
   X(export_csv)        \
   X(export_heapsnapshot)

#define DECLARE(row) extern const struct view_row row;
ROWS(DECLARE)
#undef DECLARE

const struct view_row *const views[] = {
#define ADDRESS(row) &row,
    ROWS(ADDRESS)
#undef ADDRESS
};

const size_t n_views = sizeof views / sizeof views[0];

const struct view_row *views_find(enum view_kind kind, const char *name)
{
   for (size_t i = 0; i < n_views; i++) {
      if (views[i]->kind == kind && strcmp(views[i]->name, name) == 0)
         return views[i];
   }
   return NULL;
}

const struct view_row *views_with(enum view_flag flag)
{
   for (size_t i = 0; i < n_views; i++) {
      if (views[i]->flags & flag)
         return views[i];
   }
   abort();
}
