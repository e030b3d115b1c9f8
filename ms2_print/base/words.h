/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words in the order in which they were given, in an arena. */
#ifndef MS2_PRINT_BASE_WORDS_H
#define MS2_PRINT_BASE_WORDS_H

#include <stddef.h>

struct arena;

/* Empty if it is all zero. */
struct words {
   const char **at;
   size_t n, room;
};

/* The text is not copied. */
void words_add(struct arena *a, struct words *l, const char *text);

#endif
