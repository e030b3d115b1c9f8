/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long the blocks of each context lived, all of them: those that ended, as
   it was recorded, and those that live still, up to now.

   When a block that lives still was allocated is not recorded.  But the blocks
   of a context that were alive, summed up over the run, are the lifetimes of
   all its blocks; that is known as exactly as snapshots are close.  What has
   ended is taken off, and the rest belongs to those alive. */
#ifndef MS2_PRINT_QUERY_LIFETIMES_H
#define MS2_PRINT_QUERY_LIFETIMES_H

#include <stdint.h>

#include "model/profile.h"

struct arena;

/* The clock of lifetimes. */
enum axis query_lifetimes_axis(const struct profile *p);

/* By context: sums on that clock, in the arena. */
const uint64_t *query_lifetimes(struct arena *a, const struct profile *p);

#endif
