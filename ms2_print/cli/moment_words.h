/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A moment of the run in words, as --from and --until have it: "1.5s", "20%",
   "3 MiB", "start", "peak", "end", the number of a snapshot, or the name of a
   mark or of a region.

   What is known is known at snapshots, so the answer is one: of the start of a
   window the last at or before the moment, of its end the first at or after
   it. */
#ifndef MS2_PRINT_CLI_MOMENT_WORDS_H
#define MS2_PRINT_CLI_MOMENT_WORDS_H

#include "model/profile.h"

struct arena;

enum moment_words_side { MOMENT_WORDS_FROM, MOMENT_WORDS_TO };

struct moment_words {
   size_t position; /* 0: the start of the run; else a snapshot's number + 1 */
   const char *fault; /* what is wrong with it; NULL: nothing */
   bool is_near;      /* the moment lies between two snapshots */
};

/* A number with k, M or G behind it and no unit is along `axis`. */
struct moment_words moment_words_find(struct arena *a, const struct profile *p,
                                      enum axis axis, const char *text,
                                      enum moment_words_side side);

/* "the start", "snapshot 3 at 1.2 s"; in the arena. */
const char *moment_words_of(struct arena *a, const struct profile *p,
                            enum axis axis, size_t position);

#endif
