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

/* What main and the command line do for a view, so that they need not know any
   by its name. */
enum view_flag {
   /* Refused, with a message, if the profile does not have it. */
   NEEDS_TREE = 1 << 0,      /* a snapshot with a tree */
   NEEDS_MS2 = 1 << 1,       /* a profile of ms2, not of another tool */
   NEEDS_LIFETIMES = 1 << 2, /* facts of contexts */
   NEEDS_MEASURE = 1 << 3,   /* what --measure names was recorded */
   NEEDS_HTML_PAGE = 1 << 4, /* which a build without npm does not have */
   NEEDS_ONE_FILE = 1 << 5,  /* two in a row would be no file of that format */

   NEEDS_NO_TERMINAL = 1 << 14, /* nobody reads it there */
   NEEDS_OWNERS = 1 << 16, /* a search for who holds what, as --at names it */

   SHOWS_ALL = 1 << 6,   /* all files on one page, not one after the other */
   SHOWS_EACH = 1 << 18, /* on it, each as it is alone */
   TAKES_BASE = 1 << 19, /* --base, too, with one file */
   OF_HEAP = 1 << 15,    /* about blocks, whatever --memory says */
   TAKES_SELECTION = 1 << 7, /* --focus, --from and --until */
   TAKES_OWNERS = 1 << 17,   /* --measure=owners */

   /* One view each. */
   IS_DEFAULT = 1 << 8,        /* what is shown if no view is named */
   SELECTION_DEFAULT = 1 << 9, /* the same with a selection */
   HEADS_SEVERAL = 1 << 10,    /* stands above other views of several files */
   COMPARES = 1 << 11,         /* with --base or --base-at, which it needs */
   REWRITES = 1 << 12,         /* takes --anonymize and --snapshots */
   FOLLOWS = 1 << 13           /* is what --watch shows */
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
   unsigned flags; /* of enum view_flag */
   void (*render)(const struct view *v);
};

#endif
