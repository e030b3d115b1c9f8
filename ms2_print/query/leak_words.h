/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a function that holds memory at the end, or did; alike on a
   page of text and in HTML.  All texts are in the arena. */
#ifndef MS2_PRINT_QUERY_LEAK_WORDS_H
#define MS2_PRINT_QUERY_LEAK_WORDS_H

#include "query/leaks.h"

/* "Still held at the end: 4.0 KiB in 2 blocks" */
const char *leak_words_title(struct arena *a, const struct profile *p,
                             const struct leaks *l);

/* "84,000 bytes in 84 blocks of 1,000 B" */
const char *leak_words_amount(struct arena *a, const struct profile *p,
                              const struct leak_group *g);

/* "grew at 5 of 6 snapshots, never fell; 2 of 5 blocks never freed" */
const char *leak_words_course(struct arena *a, const struct profile *p,
                              const struct leak_group *g);

#endif
