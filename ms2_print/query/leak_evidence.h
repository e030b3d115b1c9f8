/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the generations of a group's blocks say: which of them survive, and
   whether a block's age has anything to do with it. */
#ifndef MS2_PRINT_QUERY_LEAK_EVIDENCE_H
#define MS2_PRINT_QUERY_LEAK_EVIDENCE_H

#include <stdbool.h>

#include "query/generations.h"
#include "query/leak_course.h"

struct leak_evidence {
   bool known;      /* false: nothing below is */
   unsigned n_born; /* generations in which anything was allocated */
   unsigned n_kept; /* of these, those of which something is live */
   unsigned least_pct, most_pct; /* what they kept of their blocks */
   /* All through the life much the same survives: it climbs as a leak does. */
   bool is_even;
   /* The young live, and of the old ones only a part of what the young keep, as
      where a collector has not come by yet; or none at all. */
   bool is_young;
};

struct leak_evidence leak_evidence_of(const struct generations *life,
                                      const struct leak_course *course);

#endif
