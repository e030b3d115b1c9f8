/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which memory a page is about: the heap alone, or all that the program asked
   for.

   A profile holds the heap as contexts; mapped pages and stacks stand beside
   it as facts.  memory_new() makes of it one in which they are contexts, too:
   each place that mapped pages of a kind that counts is a node beside the one
   that it was recorded at, and the stacks of all threads are one more.  Heap
   and mapped pages never share a context.  Its snapshots, its peak and its
   totals are those of the sum.  So every query and view of contexts shows
   mapped pages as it shows blocks: a mapping is a block.

   What is said of the heap as such is read of profile_heap().

   The one rule: without a word of the user's a page is about all memory if what
   is beside the heap was ever MEMORY_LEAST_BYTES or more.  Less is what the
   dynamic loader and the C library map for themselves. */
#ifndef MS2_PRINT_QUERY_MEMORY_H
#define MS2_PRINT_QUERY_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/profile.h"

enum memory {
   MEMORY_AUTO, /* by the rule above */
   MEMORY_HEAP,
   MEMORY_MAPPED, /* mapped pages alone */
   MEMORY_ALL     /* heap, mapped pages, and stacks where they were measured */
};

#define MEMORY_LEAST_BYTES ((uint64_t)512 << 10)

/* "auto", "heap", "mapped", "all". */
const char *memory_name(enum memory m);

/* The rule for one profile.  Never MEMORY_AUTO. */
enum memory memory_of(const struct profile *p);

/* The profile itself for MEMORY_HEAP, or where nothing else was recorded; else
   one in the same arena. */
struct profile *memory_new(struct profile *p, enum memory m);

/* "heap", "mapped pages", "memory": what the profile's numbers are of. */
const char *memory_word(const struct profile *p);

#endif
