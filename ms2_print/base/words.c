/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words in the order in which they were given, in an arena. */
#include "base/words.h"

#include "base/arena.h"

void words_add(struct arena *a, struct words *l, const char *text)
{
   l->at = arena_grow(a, l->at, l->n, &l->room, sizeof l->at[0]);
   l->at[l->n++] = text;
}
