/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of contexts, packed: they are most of what a profile holds.

   Changes come in lists, one a snapshot.  They are added in their order and
   read through a cursor, from the beginning of any list.  A change takes no
   more than half of what its line in the file takes, mostly a fifth. */
#ifndef MS2_PRINT_MODEL_DELTAS_H
#define MS2_PRINT_MODEL_DELTAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/usage.h"

struct arena;
struct deltas;

/* What changed at one context. */
struct delta {
   uint32_t node;
   struct usage allocated;
   struct usage freed;
};

struct deltas *deltas_new(struct arena *a);

/* Begins a list: returns its place, for deltas_read(). */
size_t deltas_begin(struct deltas *s);

/* To the list that was begun last. */
void deltas_add(struct deltas *s, const struct delta *d);

/* Where a reader stands.  The fields are deltas.c's. */
struct delta_cursor {
   unsigned char *const *chunks;
   size_t place;
   size_t n_left;
   uint32_t node; /* of the change before */
};

/* The first n changes of the list at `place`.  The cursor is void after the
   next deltas_add(). */
struct delta_cursor deltas_read(const struct deltas *s, size_t place, size_t n);

/* The next change; false at the end. */
bool deltas_next(struct delta_cursor *c, struct delta *d);

#endif
