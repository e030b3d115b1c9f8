/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a verdict is what it is, each reason in a few words that know their
   numbers. */
#ifndef MS2_PRINT_QUERY_LEAK_REASONS_H
#define MS2_PRINT_QUERY_LEAK_REASONS_H

#include "query/leak_group.h"
#include "query/sentence.h"

#define LEAK_REASONS_MOST 5

struct leak_reasons {
   struct sentence of[LEAK_REASONS_MOST];
   size_t n;
   size_t n_proofs; /* the first so many: what the search at the end found */
};

/* In the arena, the weightiest first; none of what is freed. */
struct leak_reasons leak_reasons_of(struct arena *a, const struct profile *p,
                                    const struct leak_group *g);

/* Those of its course in one line: "20 of 20 generations kept 10 %, never
   fell". */
const char *leak_reasons_line(struct arena *a, const struct profile *p,
                              const struct leak_group *g);

/* "leak: " and all reasons, as one line. */
const char *leak_reasons_verdict(struct arena *a, const struct profile *p,
                                 const struct leak_group *g);

#endif
