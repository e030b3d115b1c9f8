/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The totals of two profiles, side by side. */
#include "query/diff_totals.h"

#include "model/profile.h"
#include "query/owners.h"

/* What was not searched is not 0. */
static size_t add_lost(const struct profile *before,
                       const struct profile *after, struct diff_total *to)
{
   const struct owner_search *a = owners_at_end(before);
   const struct owner_search *b = owners_at_end(after);

   if (!a || !b)
      return 0;
   to[0] = (struct diff_total){"Lost at end", true,
                               a->by_loss[LOSS_definitely].bytes,
                               b->by_loss[LOSS_definitely].bytes};
   to[1] = (struct diff_total){"Lost with it", true,
                               a->by_loss[LOSS_indirectly].bytes,
                               b->by_loss[LOSS_indirectly].bytes};
   return 2;
}

size_t diff_totals(const struct profile *before, const struct profile *after,
                   struct diff_total to[DIFF_TOTALS_MOST])
{
   const struct profile *a = before, *b = after;

   to[0] = (struct diff_total){"Peak", true, a->peak.heap.bytes,
                               b->peak.heap.bytes};
   to[1] = (struct diff_total){"Live at end", true, a->end.bytes, b->end.bytes};
   to[2] =
       (struct diff_total){"Allocated", true, a->total.bytes, b->total.bytes};
   to[3] =
       (struct diff_total){"Calls", false, a->total.blocks, b->total.blocks};
   return 4 + add_lost(a, b, to + 4);
}
