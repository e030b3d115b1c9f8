/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays that grow, and whose memory is given back: for what a reader needs
   only until the profile is complete.  What stays is copied to an arena. */
#ifndef MS2_PRINT_BASE_VECTOR_H
#define MS2_PRINT_BASE_VECTOR_H

#include <stddef.h>

struct arena;

struct vector {
   void *items;
   size_t n, room;
   size_t item_bytes;
};

/* Empty; free(v->items) ends it. */
void vector_init(struct vector *v, size_t item_bytes);

/* n more items at the end, zeroed; the first of them.  Running out of memory
   ends the program with a message. */
void *vector_add(struct vector *v, size_t n);

void vector_drop_first(struct vector *v, size_t n);

void vector_sort(struct vector *v, int (*compare)(const void *, const void *));

/* The items, in the arena. */
const void *vector_copy(const struct vector *v, struct arena *a);

#endif
