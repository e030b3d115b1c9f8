/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line, parsed: what views read.

   cli/options.c fills it in, with what depends on the terminal (the width), so
   that views need not ask; what depends on the profile (threshold, axis) is
   resolved by the functions below. */
#ifndef MS2_PRINT_QUERY_OPTIONS_H
#define MS2_PRINT_QUERY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "base/out.h"
#include "model/profile.h"
#include "query/memory.h"

struct arena;
struct check;
struct frame_options;
struct frame_rules;
struct measure;
struct suppressions;
struct symbols;
struct top_group;
struct top_key;
struct view_row;

/* AT_SUM is the peak of heap, pages and stacks together.  Of a window only:
   AT_KEPT, what was allocated in it and is live at its end; AT_LEFT, what of
   that is live at the end of the run; AT_HELD, what was live all through it. */
enum at { AT_PEAK, AT_END, AT_SUM, AT_SNAPSHOT, AT_KEPT, AT_LEFT, AT_HELD };

/* Columns; with fewer no line of a tree says anything. */
#define OPTIONS_LEAST_WIDTH 40

struct options {
   struct words files;          /* at least one */
   const struct view_row *view; /* of --view or --to; never NULL */
   const char *output;          /* NULL: standard output */
   enum out_color_when color;

   enum memory memory; /* what pages are about */
   enum at at;
   size_t at_snapshot; /* number from 0, for AT_SNAPSHOT */
   const char *focus;  /* a pattern: only stacks through such functions; or
                          NULL */
   const char *from;   /* a window of the run, as moment_words.h reads it; */
   const char *until;  /* NULL for its start, its end */
   bool callees;       /* trees go from main inwards */
   uint64_t max_input; /* bytes of text to read of a file at most */
   struct symbols *symbols; /* names for profiles without; NULL: none given */
   bool source;             /* pages show source lines */
   bool anonymize;          /* names tell nothing */
   size_t n_snapshots;      /* to keep about; 0: all */
   size_t detailed_freq;    /* in massif's format one in so many; 0: unasked */
   bool no_source;          /* exports hold no lines of source files */
   bool at_given;           /* false: `at` is the default, AT_PEAK */

   bool threshold_given;
   uint32_t threshold_bp;         /* hundredths of a per cent, 0 to 10,000 */
   uint32_t width;                /* columns of the whole page, 40 to 10,000 */
   uint32_t height;               /* rows of a graph, 4 to 1,000 */
   uint32_t rows;                 /* of a screen */
   enum axis axis;                /* AXIS_AUTO if not given */
   size_t top_n;                  /* most entries of a list */
   const struct measure *measure; /* what exports of one number weigh; never
                                     NULL */
   const struct top_key *sort;    /* what functions are ranked by */
   const struct top_group *by;    /* what they are summed up to */
   enum series series;            /* what a graph draws */

   const char *base;      /* a profile to compare with; or NULL */
   bool base_at_given;    /* compare with another moment instead: */
   size_t base_at;        /* number of a snapshot */
   bool fail_on_increase; /* over base, by more than: */
   uint32_t increase_bp;  /* hundredths of a per cent */
   bool unfinished;       /* check a run that has no end yet, too */
   const struct check **checks;
   size_t n_checks, checks_room;
   struct suppressions *suppressions; /* of leaks; NULL: none were given */
   const char *junit; /* the file for the checks' results; or NULL */
   bool watch;        /* follow the file, on the terminal */
   bool view_given;   /* by --view or --to; false: `view` is the default */

   struct frame_options *frame_options; /* as given */
   const struct frame_rules *rules;     /* built by main for each profile */
   struct arena *arena;                 /* of everything here */
};

/* Hundredths of a per cent: --threshold, else what the recording asked for,
   else 1 %. */
uint32_t options_threshold_bp(const struct options *o, const struct profile *p);

/* The least number of bytes that is at or above the threshold of `whole`;
   at least 1. */
uint64_t options_threshold_bytes(const struct options *o,
                                 const struct profile *p, uint64_t whole);

/* The axis to draw along: --time-unit, else the recording's, else the first
   of superblocks, instructions, ms, bytes that moved.  Never AXIS_AUTO. */
enum axis options_axis(const struct options *o, const struct profile *p);

/* The width of pages on a terminal of so many columns. */
uint32_t options_width_for(uint32_t columns);

#endif
