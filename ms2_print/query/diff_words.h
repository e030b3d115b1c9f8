/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed, in words, the answer first. */
#ifndef MS2_PRINT_QUERY_DIFF_WORDS_H
#define MS2_PRINT_QUERY_DIFF_WORDS_H

#include <stdint.h>

#include "query/diff.h"

struct arena;
struct measure;

/* "new", "grown", "shrunk" or "gone" */
const char *diff_words_kind(enum diff_kind kind);

/* All in the arena. */
struct diff_words {
   const char *lead;   /* "1.2 MiB more (+12.3 %)" */
   const char *what;   /* "bytes live at the peak: 10.0 MiB before, now 11.2
                          MiB" */
   const char *most;   /* "Most of it in parse (grown, +1.0 MiB)."; "" where
                          nothing changed */
   const char *places; /* "3 places have grown, 1 is new; 12 are the same." */
};

/* `what` is what the measure counts: measure_words(). */
struct diff_words diff_words_of(struct arena *a, const struct diff *d,
                                const struct measure *m, const char *what);

#endif
