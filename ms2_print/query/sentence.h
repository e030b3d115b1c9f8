/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that know the numbers in them: "10.0 MiB in 3 blocks" knows its
   10,485,760 bytes and 3 blocks.

   A page of text shows the words as they are, the HTML page each number with
   its exact value, and JSON has both side by side; so they can not differ. */
#ifndef MS2_PRINT_QUERY_SENTENCE_H
#define MS2_PRINT_QUERY_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/moment.h"
#include "base/units.h"
#include "model/profile.h"

struct arena;

/* A number within the words. */
struct figure {
   const char *name; /* what it is the number of, for programs: "mean_bytes" */
   const char *unit; /* "bytes", "blocks", "bp" (hundredths of a per cent), ...;
                        a name of units_axis_name() for a moment */
   uint64_t value;   /* of "change_bytes" an int64_t */
   const struct moment *when; /* of a moment, and of its share of the run: on
                                 all clocks; else NULL */
   size_t begin, length;      /* its text, in bytes of the words */
};

/* Begun with an arena and the text "", then added to. */
struct sentence {
   struct arena *arena;
   const char *text;
   size_t lead; /* the first so many bytes are what matters most */
   struct figure *figures;
   size_t n_figures, room;
};

struct sentence sentence_new(struct arena *a);

void sentence_say(struct sentence *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A number, written as `text` is. */
void sentence_figure(struct sentence *w, struct figure f, struct units text);

void sentence_bytes(struct sentence *w, const char *name, uint64_t bytes);

/* Its name is that of the unit: "blocks", "calls". */
void sentence_plural(struct sentence *w, const char *name, uint64_t n,
                     const char *one);

/* 43.2 %: of `whole`, named "share". */
void sentence_share(struct sentence *w, uint64_t part, uint64_t whole);

/* "10.0 MiB in 3 blocks", or without the blocks where nobody counted them. */
void sentence_usage(struct sentence *w, const struct profile *p,
                    struct usage u);

/* "at 98.5 % of the run (1.2 s)", counted along `axis`, which is the one of the
   page's pictures: so they show the moment where the words say that it was.
   Code blocks are not told: nobody thinks in them.  What a page says of a
   moment it says by this. */
void sentence_when(struct sentence *w, const struct profile *p, enum axis axis,
                   const struct moment *when);

/* What was said so far is what matters most. */
void sentence_end_lead(struct sentence *w);

#endif
