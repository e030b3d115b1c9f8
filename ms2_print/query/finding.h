/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a finding is: a name, a value, words, what it rests on, and how strongly
   to draw it. */
#ifndef MS2_PRINT_QUERY_FINDING_H
#define MS2_PRINT_QUERY_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/leak_reasons.h"
#include "query/options.h"
#include "query/sentence.h"
#include "query/stacks.h"

struct arena;
struct leaks;
struct stacks;

/* Where on a page it belongs, in this order. */
enum finding_group {
   FINDING_RUN,    /* what ran, and how it ended */
   FINDING_NOTE,   /* what the reader should know before any number */
   FINDING_NUMBER, /* a number with a title */
   FINDING_HINT,   /* what stands in the way of a good profile */
   FINDING_LEAK,   /* a place that holds memory: on pages of its own, ranked */
   FINDING_GROUPS
};

enum finding_strength {
   FINDING_FAINT, /* nothing to see: for programs, and where there is room */
   FINDING_PLAIN,
   FINDING_GOOD,
   FINDING_STRONG, /* the number to look at first */
   FINDING_WARNING,
   FINDING_BAD
};

enum finding_certainty {
   FINDING_KNOWN,
   FINDING_GUESSED, /* follows from a shape or a threshold */
   FINDING_UNKNOWN  /* the file can not tell */
};

/* A place in the source that a finding is about. */
struct finding_place {
   uint32_t site;            /* of struct stacks */
   uint32_t n_lines;         /* of its function */
   const char *note;         /* what the blocks are known to be; or "" */
   const char *verdict;      /* see leaks.h; or "" */
   struct sentence share;    /* what stands before the place; or "" */
   struct sentence lines[2]; /* what is said below it; "" for none */
};

/* What is known of a place that holds memory. */
struct finding_leak {
   const struct leak_group *group;
   struct leak_reasons reasons;
   const char *advice;
   const char
       *check; /* a limit of --check that holds once it is mended; or "" */
   struct stack stack; /* of its largest part */
};

struct finding {
   const char *name;  /* for programs: never changes its meaning */
   const char *title; /* "Peak"; "" of a paragraph */
   struct sentence words;
   const char *see; /* the option that shows more of it; or "" */
   struct {
      const char *title;
      struct sentence words;
   } brief; /* the same in one line, for a small screen */
   const char *rests_on;
   enum finding_group group;
   enum finding_strength strength;
   enum finding_certainty certainty;
   const struct finding_place *places; /* the largest first */
   size_t n_places;
   size_t n_more_places;            /* that a first page has no room for */
   const struct finding_leak *leak; /* of a FINDING_LEAK; else NULL */
   bool is_sum; /* the places say it in detail: a page that shows them need
                   not show the words */
};

struct findings {
   struct finding *all; /* by group, then as the table has them */
   size_t n;
   const struct leaks *leaks; /* what the suspects are from; NULL if brief */
   bool is_empty;             /* no memory was seen: there is nothing to draw */
};

/* How much is asked for. */
enum findings_extent {
   FINDINGS_ALL,
   FINDINGS_FIRST, /* what a first page says: each place that holds memory is a
                      matter of other pages, and of a number's places it has
                      the largest */
   FINDINGS_BRIEF  /* only what a small screen has: leaks cost a pass over the
                      whole profile */
};

struct findings_question {
   struct arena *arena; /* of all that is found */
   struct stacks *stacks;
   const struct profile *profile;
   const struct options *options;
   const struct leaks *leaks; /* NULL: they are asked for */
   enum findings_extent extent;
};

#endif
