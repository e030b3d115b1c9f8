/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of views and exports: help, errors, the check of the manual pages
   and the golden tests all read it.  A new view is one file and one row.

   A view is a pure function of (profile, options): it looks at no clock, no
   locale and no terminal.  Ties are broken by a total order, so that the same
   profile prints the same everywhere. */
#ifndef VIEWS_H
#define VIEWS_H

#include <stddef.h>

#include "options.h"
#include "out.h"
#include "profile.h"

enum view_kind {
   VIEW_TEXT,  /* --view=NAME, for a person */
   VIEW_EXPORT /* --to=NAME, for a program */
};

enum view_needs {
   NEEDS_NOTHING = 0,
   NEEDS_TREE = 1,        /* a snapshot with a tree */
   NEEDS_ONE_FILE = 2,    /* two in a row would be no file of that format */
   NEEDS_HTML_PAGE = 4,   /* which a build without npm does not have */
   NEEDS_MEASURE = 8,     /* what --measure names was recorded */
   SHOWS_ALL = 16,        /* all files on one page, not one after the other */
   TAKES_PART = 32,       /* shows a part, as --focus and --from cut it out */
   NEEDS_LIFETIMES = 128, /* facts of contexts */
   NEEDS_MS2 = 64         /* a profile of ms2, not of another tool */
};

/* A file of the command line, and which frames to show of it. */
struct loaded {
   const struct profile *profile;
   const struct frame_rules *rules;
};

/* What a view works on. */
struct view {
   const struct profile *profile;
   const struct profile *base; /* to compare with; or NULL */
   const struct options *options;
   struct out *out;
   const struct loaded *all; /* the files, of which `profile` is one */
   size_t n_all;
};

struct view_row {
   const char *name;
   const char *summary; /* half a line, for --help */
   enum view_kind kind;
   unsigned needs; /* of enum view_needs; main refuses, with a message, a
                      profile that does not have it */
   void (*render)(const struct view *v);
};

extern const struct view_row view_rows[];
extern const size_t n_view_rows;

/* NULL if there is none of that name and kind. */
const struct view_row *views_find(enum view_kind kind, const char *name);

void view_report(const struct view *v);
void view_graph(const struct view *v);
void view_snapshots(const struct view *v);
void view_tree(const struct view *v);
void view_top(const struct view *v);
void view_diff(const struct view *v);
void view_leaks(const struct view *v);
void export_callgrind(const struct view *v);
void export_csv(const struct view *v);
void export_dhat(const struct view *v);
void export_flame(const struct view *v);
void export_folded(const struct view *v);
void view_growth(const struct view *v);
void view_pages(const struct view *v);
void view_regions(const struct view *v);
void view_sizes(const struct view *v);
void view_stacks(const struct view *v);
void view_processes(const struct view *v);
void view_merge(const struct view *v);
void export_supp(const struct view *v);
void view_watch(const struct view *v);
void view_threads(const struct view *v);
void export_html(const struct view *v);
void export_json(const struct view *v);
void export_massif(const struct view *v);
void export_ms2(const struct view *v);
void export_ms2(const struct view *v);
void export_pprof(const struct view *v);
void export_speedscope(const struct view *v);

#endif
