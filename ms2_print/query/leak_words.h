/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a function that holds memory at the end, or did; alike on a
   page of text and in HTML.  All texts are in the arena. */
#ifndef MS2_PRINT_QUERY_LEAK_WORDS_H
#define MS2_PRINT_QUERY_LEAK_WORDS_H

#include "base/units.h"
#include "query/leaks.h"

/* "12 blocks", or "12 mappings" of what has nothing else. */
struct units leak_words_count(const struct leak_group *g, uint64_t n);

/* "never freed" and its like. */
const char *leak_words_unfreed(const struct profile *p,
                               const struct leak_group *g);

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
