/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The totals of two profiles, side by side. */
#ifndef MS2_PRINT_QUERY_DIFF_TOTALS_H
#define MS2_PRINT_QUERY_DIFF_TOTALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct profile;

struct diff_total {
   const char *name; /* "Live at end" */
   bool bytes;       /* not a count */
   uint64_t before, after;
};

#define DIFF_TOTALS_MOST 6

/* Returns how many there are: what was lost is among them only where the ends
   of both runs were searched. */
size_t diff_totals(const struct profile *before, const struct profile *after,
                   struct diff_total to[DIFF_TOTALS_MOST]);

#endif
