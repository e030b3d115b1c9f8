/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stretch of a run, as a profile of its own: it begins with what was live at
   the window's start, as a forked process does, and its clocks start there.

   A profile knows what each stack allocated and freed between two snapshots,
   but not which block was freed.  So what is allocated in the window and still
   live at its end is known within bounds.  With L the live bytes of a stack at
   a snapshot, and m the least L of the window:

      at least  L(end) - m                 older blocks are at most m by then
      at most   min(L(end), allocated)                                       */
#ifndef MS2_PRINT_QUERY_WINDOW_H
#define MS2_PRINT_QUERY_WINDOW_H

#include "model/profile.h"

struct arena;

/* profile.window of such a profile. */
struct window {
   const struct profile *whole; /* the run */
   size_t from, to; /* positions in the whole run, see moment_words.h */
   const struct usage *kept; /* by node: at least that much of what was
                                allocated in it is live at its end */
   const struct usage *held; /* by node: the least of all its snapshots */
   struct usage kept_sum, held_sum;
   struct usage kept_most; /* the sum of the upper bounds */
   struct usage freed;     /* in it, whenever it was allocated */
};

/* From position `from` to a later one, `to`.  In the arena; `p` must live as
   long.  Facts that are not known for a part of the run are left out. */
struct profile *window_new(struct arena *a, const struct profile *p,
                           struct snapshot_range range);

#endif
