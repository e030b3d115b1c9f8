/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a view and an export are: one file with one row of this kind at its
   end, and its name in cli/views.c.  Help, errors, the check of the manual
   pages and the golden tests read the rows.

   A view is a pure function of (profile, options): it looks at no clock, no
   locale and no terminal.  Ties are broken by a total order, so that the same
   profile prints the same everywhere. */
#ifndef MS2_PRINT_PAGE_VIEW_H
#define MS2_PRINT_PAGE_VIEW_H

#include <stddef.h>

#include "base/out.h"
#include "model/profile.h"
#include "query/options.h"

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
   TAKES_SELECTION = 32,  /* shows a part, as --focus and --from cut it out */
   NEEDS_MS2 = 64,        /* a profile of ms2, not of another tool */
   NEEDS_LIFETIMES = 128, /* facts of contexts */
   COMPARES = 256,        /* with --base or --base-at, which it needs */
   REWRITES = 512         /* takes --anonymize and --snapshots */
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

#endif
