/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which frames are an allocator's or a library's, and which lie below main.

   A report should name the line that the reader wrote.  Between that line and
   the block lie up to twenty frames of malloc, operator new, Vec::push, ...,
   and below it the code that calls main.  The rules that tell them apart are
   data (the tables in frame_rules.c); they act when a profile is shown, so a
   report can be cut anew without another run.

   A rule judges one source frame.  stacks.h puts the judgements of a whole
   stack together. */
#ifndef MS2_PRINT_QUERY_FRAME_RULES_H
#define MS2_PRINT_QUERY_FRAME_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/words.h"
#include "model/profile.h"

struct arena;
struct wrappers;

/* What the user asked for.  All strings are shell patterns as in fnmatch(3),
   matched against the whole function, path or object. */
struct frame_options {
   struct words skip_fn;
   struct words skip_path;
   struct words skip_obj;
   struct words alloc_fn; /* massif's name for skip_fn */
   bool no_skip;          /* show every frame as it was recorded */
   bool qt;               /* Qt's own frames are skipped too */
   bool keep_wrappers;    /* functions that allocate for everybody stay; else */
   const struct wrappers *wrappers; /* these go; NULL: none */
};

/* What a rule says about a frame; none or several of them. */
enum frame_mark {
   /* Not the user's: skipped as long as all frames inside of it are. */
   FRAME_SKIP = 1,
   /* The allocator's entry: it and everything inside of it is skipped. */
   FRAME_SKIP_THROUGH = 2,
   /* main: everything outside of it is cut off. */
   FRAME_MAIN = 4,
   /* Calls main: it and everything outside of it is cut off. */
   FRAME_BELOW_MAIN = 8,
   /* The first code of a thread, if it is among the FRAME_THREAD_DEPTH
      outermost frames: kept, what lies outside is cut off. */
   FRAME_THREAD = 16,
   /* A preloaded replacement such as malloc itself. */
   FRAME_PRELOAD = 32,
   /* Of a language's standard library: between two of the user's functions it
      says how one called the other, which is not asked. */
   FRAME_STANDARD = 64,
   /* The reader's own code.  Given by whose_code(), as is the next: what an
      object is depends on all that is known of it. */
   FRAME_OWN = 128,
   /* Nobody knows its lines, but it is no installed library: where a stack has
      nothing of the reader's own. */
   FRAME_PROGRAM = 256,
   /* A function that allocates for everybody; skipped as well. */
   FRAME_WRAPPER = 512,
   /* A language's main, which that of C calls: as FRAME_MAIN, but the innermost
      counts. */
   FRAME_INNER_MAIN = 1024
};

/* How many frames from the allocating side FRAME_SKIP_THROUGH is heeded in. */
#define FRAME_SKIP_THROUGH_DEPTH 16
#define FRAME_THREAD_DEPTH 3

/* Rules stay valid as long as the arena and the option strings do. */
struct frame_rules *frame_rules_new(struct arena *a,
                                    const struct frame_options *o);

/* NULL: none. */
const struct wrappers *frame_rules_wrappers(const struct frame_rules *r);

bool frame_rules_skip_nothing(const struct frame_rules *r);

/* The marks (enum frame_mark) of one frame that lies in `object_path`. */
unsigned frame_rules_judge(const struct frame_rules *r, const struct frame *f,
                           const char *object_path);

#endif
