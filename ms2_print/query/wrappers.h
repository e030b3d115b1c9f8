/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of functions that allocate for everybody; wrapper_search.h finds them.
   It is about a whole profile, or about all that are compared, and becomes a
   part of the frame rules. */
#ifndef MS2_PRINT_QUERY_WRAPPERS_H
#define MS2_PRINT_QUERY_WRAPPERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/deltas.h"

struct arena;
struct site;
struct wrappers;

struct wrapper {
   const char *name;   /* brief: without template arguments */
   uint32_t n_callers; /* functions */
   struct usage allocated;
};

/* A function that gives out pieces of what it takes in large ones of one size:
   by its shape, so it is a guess. */
struct pool {
   const char *function; /* NULL: none */
   uint32_t n_callers;   /* functions */
   struct usage taken;
};

struct wrappers *wrappers_new(struct arena *a);

/* Code of which neither a name nor an address is known is none. */
bool wrappers_can_be(const struct site *s);

/* What tells functions apart: the same in another profile, and for all
   arguments of a template.  In the arena. */
const char *wrappers_key(struct arena *a, const struct site *s);

/* Adds a function.  Of several profiles that have it: the most callers, and
   the sum of what was allocated. */
void wrappers_add(struct wrappers *w, const struct site *site,
                  const struct wrapper *numbers);

bool wrappers_has(const struct wrappers *w, struct arena *scratch,
                  const struct site *site);

/* The largest pool on malloc, or on mapped pages. */
void wrappers_set_pool(struct wrappers *w, bool maps, const struct pool *pool);
const struct pool *wrappers_pool(const struct wrappers *w, bool maps);

/* Those that most was allocated through come first. */
const struct wrapper *wrappers_list(const struct wrappers *w, size_t *n);

/* "zmalloc (37 callers), zcalloc (12 callers) and 2 more", in the arena; "" if
   there are none. */
const char *wrappers_words(struct arena *a, const struct wrappers *w);

#endif
