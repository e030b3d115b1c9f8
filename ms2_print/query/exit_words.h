/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a recorded process ended, in words. */
#ifndef MS2_PRINT_QUERY_EXIT_WORDS_H
#define MS2_PRINT_QUERY_EXIT_WORDS_H

#include <stdbool.h>

#include "model/profile.h"

struct exit_words {
   char text[80]; /* "exited with status 1", or whose file it is that cannot
                     tell: "a massif file" */
   bool is_warning;
};

/* What is done with memory of which kind in the end. */
enum freeing { FREEING_BLOCKS, FREEING_MAPPINGS, FREEING_BOTH };

/* That of all that a profile is about. */
enum freeing exit_words_freeing(const struct profile *p);

/* "freed", "unmapped" or "given back" */
const char *exit_words_freed(enum freeing what);

/* "never freed", or "not freed so far"; of a program that a signal ended, which
   could free nothing at its end, "not freed when it was ended". */
const char *exit_words_unfreed(const struct profile *p, enum freeing what);

struct exit_words exit_words_of(const struct profile *p);

/* The signal that ended it: "SIGSEGV", "signal 34" where it has no name; "" if
   none did, or nobody knows which. */
struct exit_signal {
   char name[32];
   const char *means; /* "" where the name has to do */
};

struct exit_signal exit_words_signal(const struct profile *p);

#endif
