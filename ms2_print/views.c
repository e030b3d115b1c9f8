/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of views and exports. */
#include "views.h"

#include <string.h>

const struct view_row view_rows[] = {
    {"report", "the page to read first: numbers, graph, peak, leak suspects",
     VIEW_TEXT, NEEDS_TREE, view_report},
    {"graph", "the heap over the run", VIEW_TEXT, NEEDS_TREE, view_graph},
    {"tree", "who holds the memory: callers of each allocation", VIEW_TEXT,
     NEEDS_TREE | TAKES_PART, view_tree},
    {"top", "functions ranked by what they hold and allocate", VIEW_TEXT,
     NEEDS_TREE | TAKES_PART, view_top},
    {"leaks", "what still grows at the end: the staircases", VIEW_TEXT,
     NEEDS_TREE | TAKES_PART, view_leaks},
    {"growth", "blocks that grow by realloc, and what that copies", VIEW_TEXT,
     NEEDS_NOTHING, view_growth},
    {"sizes", "which sizes are asked for, and by whom", VIEW_TEXT,
     NEEDS_NOTHING, view_sizes},
    {"threads", "what each thread allocated and freed", VIEW_TEXT,
     NEEDS_NOTHING, view_threads},
    {"pages", "memory mapped past malloc: who mapped it, and of what kind",
     VIEW_TEXT, NEEDS_NOTHING, view_pages},
    {"stacks", "how deep the threads' stacks were, and of what", VIEW_TEXT,
     NEEDS_NOTHING, view_stacks},
    {"regions", "what the marked parts of the program cost", VIEW_TEXT,
     NEEDS_NOTHING, view_regions},
    {"diff", "what changed: against --base=FILE, or since --base-at=N",
     VIEW_TEXT, NEEDS_TREE | NEEDS_MEASURE, view_diff},
    {"processes", "which processes the files are of, as a tree", VIEW_TEXT,
     SHOWS_ALL, view_processes},
    {"merge", "many files as one: processes of a tree, ranks of a job",
     VIEW_TEXT, SHOWS_ALL | NEEDS_TREE, view_merge},
    {"watch", "one screen of it: what --watch shows again and again", VIEW_TEXT,
     NEEDS_NOTHING, view_watch},
    {"snapshots", "every snapshot's numbers", VIEW_TEXT, NEEDS_NOTHING,
     view_snapshots},
    {"json", "everything, for scripts; see ms2_print(1)", VIEW_EXPORT,
     NEEDS_NOTHING, export_json},
    {"html", "a page to look at in a browser: one file, needs no network",
     VIEW_EXPORT, NEEDS_ONE_FILE | NEEDS_HTML_PAGE, export_html},
    {"ms2", "the profile itself, smaller (--snapshots) or with --anonymize",
     VIEW_EXPORT, NEEDS_MS2 | NEEDS_ONE_FILE, export_ms2},
    {"massif", "a massif file, for ms_print and massif-visualizer", VIEW_EXPORT,
     NEEDS_TREE | NEEDS_ONE_FILE, export_massif},
    {"folded", "a line each stack, for flamegraph.pl, inferno, speedscope",
     VIEW_EXPORT, NEEDS_TREE | TAKES_PART | NEEDS_ONE_FILE | NEEDS_MEASURE,
     export_folded},
    {"flame", "a flame graph as a picture (SVG) to click in, for browsers",
     VIEW_EXPORT, NEEDS_TREE | TAKES_PART | NEEDS_ONE_FILE | NEEDS_MEASURE,
     export_flame},
    {"pprof", "for go tool pprof and stores of such profiles", VIEW_EXPORT,
     NEEDS_TREE | TAKES_PART | NEEDS_ONE_FILE, export_pprof},
    {"callgrind", "for callgrind_annotate, KCachegrind and QCachegrind",
     VIEW_EXPORT, NEEDS_TREE | TAKES_PART | NEEDS_ONE_FILE, export_callgrind},
    {"dhat", "for dh_view.html, the viewer of Valgrind's DHAT", VIEW_EXPORT,
     NEEDS_TREE | NEEDS_ONE_FILE | NEEDS_LIFETIMES, export_dhat},
    {"speedscope", "for speedscope, with all measures", VIEW_EXPORT,
     NEEDS_TREE | TAKES_PART | NEEDS_ONE_FILE, export_speedscope},
    {"supp",
     "suppressions of the leak suspects, for Valgrind and --suppressions",
     VIEW_EXPORT, NEEDS_TREE | TAKES_PART, export_supp},
    {"csv", "a table of stacks, for spreadsheets and scripts", VIEW_EXPORT,
     NEEDS_TREE | TAKES_PART | NEEDS_ONE_FILE, export_csv},
};

const size_t n_view_rows = sizeof view_rows / sizeof view_rows[0];

const struct view_row *views_find(enum view_kind kind, const char *name)
{
   for (size_t i = 0; i < n_view_rows; i++) {
      if (view_rows[i].kind == kind && strcmp(view_rows[i].name, name) == 0)
         return &view_rows[i];
   }
   return NULL;
}
