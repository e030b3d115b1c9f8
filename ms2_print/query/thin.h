/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which snapshots to keep where thousands would be more than anybody sees.

   What changed between two kept ones is the sum of what changed at those left
   out, so every number at a kept snapshot stays exact; and the highest heap
   between two is the highest of all of them. */
#ifndef MS2_PRINT_QUERY_THIN_H
#define MS2_PRINT_QUERY_THIN_H

#include <stddef.h>

#include "model/profile.h"

struct arena;

struct thin {
   size_t *kept; /* indices of snapshots, ascending; the last one is kept */
   size_t n_kept;
   size_t peak; /* index in kept[] of the first one at or behind the peak;
                   n_kept if no peak is known */
};

/* Keeps about `most` of them (at least 8): the highest and the last of equal
   stretches, those around the peak, and those that have a mark. */
struct thin *query_thin(struct arena *a, const struct profile *p, size_t most);

#endif
