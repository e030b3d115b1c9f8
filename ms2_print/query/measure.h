/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The measures: what a context can be weighed by, one number each. */
#ifndef MS2_PRINT_QUERY_MEASURE_H
#define MS2_PRINT_QUERY_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct options;

enum measure_unit { MEASURE_BYTES, MEASURE_COUNT };

enum measure_flags {
   MEASURE_PLAIN = 0,
   MEASURE_NEEDS_BLOCKS = 1, /* a massif file does not have it */
   MEASURE_AT = 2,           /* of the moment that --at names */
   MEASURE_NEEDS_FACTS = 4,  /* of contexts: only an ms2 file has them */
   MEASURE_NEEDS_USE = 32,   /* --use when recording */
   MEASURE_OF_OWNERS = 64,   /* of a search, not of contexts: of() is 0 */
   MEASURE_NEEDS_MAPPED = 8  /* mapped pages are contexts */
};

struct measure {
   const char *name;    /* as --measure takes it */
   const char *summary; /* for --help: what it counts */
   enum measure_unit unit;
   unsigned flags; /* of enum measure_flags */
   /* Of one context; `live` is what it holds at the moment of --at. */
   uint64_t (*of)(const struct profile *p, uint32_t node, struct usage live);
};

extern const struct measure measures[];
extern const size_t n_measures;

/* NULL if there is none of that name. */
const struct measure *measure_find(const char *name);

/* True if the profile has what it takes.  Of owners it is the search that --at
   names, see owners_search(). */
bool measure_is_known(const struct measure *m, const struct profile *p);

/* What it counts, with the moment: "bytes live at the peak"; may be in the
   arena. */
const char *measure_words(struct arena *a, const struct measure *m,
                          const struct options *o);

/* The measure of every context, by its number; in the arena.
   What a profile does not have is 0. */
const uint64_t *query_measure(struct arena *a, const struct profile *p,
                              const struct options *o, const struct measure *m);

/* What every context holds at the moment that the options name, by its number;
   in the arena, or the profile's. */
const struct usage *query_measure_live(struct arena *a, const struct profile *p,
                                       const struct options *o);

#endif
