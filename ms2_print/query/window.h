/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stretch of a run, as a profile of its own: it begins with what was live at
   the window's start, as a forked process does, and its clocks start there.

   What of that lives at a moment at which somebody looked when the live blocks
   were born (facts.looks) is known exactly: at the end of the run, at marks,
   and now and then.  So what a window left to the end of the run is exact.

   What is allocated in the window and still live at its end is exact, too,
   where such a look was taken then, or where nothing of a stack was freed up to
   the next one.  Else it is known within bounds, since differences say what
   each stack allocated and freed between two snapshots, but not which block was
   freed. With L the live bytes of a stack at a snapshot, m the least L of the
   window, and old and in what a later look has of before the window and of it:

      at least  L(end) - m, in             older blocks are at most m by then
      at most   L(end) - old, allocated                                     */
#ifndef MS2_PRINT_QUERY_WINDOW_H
#define MS2_PRINT_QUERY_WINDOW_H

#include "model/profile.h"

struct arena;

/* profile.window of such a profile. */
struct window {
   const struct profile *whole; /* the run */
   size_t from, to; /* positions in the whole run, see moment_words.h */
   /* Of all contexts; of each see below. */
   struct usage kept_sum, held_sum, left_sum;
   struct usage kept_most;
   bool knows_left;    /* else it is at least that much */
   struct usage freed; /* in it, whenever it was allocated */
};

/* From position `from` to a later one, `to`.  In the arena; `p` must live as
   long.  Facts that are not known for a part of the run are left out. */
struct profile *window_new(struct arena *a, const struct profile *p,
                           struct snapshot_range range);

/* By context, for who asks, as they are large: at least so much of what was
   allocated in the window is live at its end, and at most so much.  `most` may
   be NULL. */
void window_bounds(const struct profile *part, struct usage *kept,
                   struct usage *most);

/* Of a context: the rest of what is live then, which was live all through. */
struct usage window_held(const struct profile *part, uint32_t context,
                         struct usage kept);

/* By context: what was allocated in it and lives at the end of the run.  In the
   arena. */
const struct usage *window_left(struct arena *a, const struct profile *part);

#endif
