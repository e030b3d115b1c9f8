/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be said of a function's memory over the run: one name each, the same
   on every page, in exports and in the manual. */
#ifndef MS2_PRINT_QUERY_VERDICT_H
#define MS2_PRINT_QUERY_VERDICT_H

#include <stdbool.h>

/* In the order in which a reader should look at them. */
enum verdict {
   VERDICT_LEAK, /* lost, and more and more of it */
   VERDICT_LOST, /* lost in part, or not growing */
   VERDICT_STAIRCASE,
   VERDICT_UNBOUNDED, /* a staircase that is held */
   VERDICT_INDIRECT,  /* lost with what held it */
   VERDICT_GROWING, /* a staircase that is too small or too short to suspect */
   VERDICT_IN_USE,  /* grows, and is touched: only where use was recorded */
   VERDICT_SAWTOOTH,
   VERDICT_PLATEAU,
   VERDICT_ONE_OFF,
   VERDICT_INHERITED, /* a forked child holds what its parent allocated */
   VERDICT_AT_EXIT,   /* freed, but only at the very end */
   VERDICT_FREED,     /* of no interest: given back before */
   VERDICT_COUNT
};

/* "staircase", ... */
const char *verdict_name(enum verdict v);

/* What it says, in one line of words. */
const char *verdict_words(enum verdict v);

/* What to do about it. */
const char *verdict_advice(enum verdict v);

/* Known, and not guessed from a shape. */
bool verdict_is_fact(enum verdict v);

/* A fact: the search at the end found it lost, and by itself. */
bool verdict_is_proven(enum verdict v);

#endif
