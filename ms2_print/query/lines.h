/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which line of a function has most of something.

   A page that sums up by function names one line for each: it must be the one
   that has most of what the page shows, and say how many others there are. */
#ifndef MS2_PRINT_QUERY_LINES_H
#define MS2_PRINT_QUERY_LINES_H

#include <stdint.h>

struct arena;
struct stacks;

struct function_lines {
   uint32_t site;    /* of the line with most; of equal ones the upper */
   uint32_t n_lines; /* those that have any; 0: none, and no site */
};

/* amounts[0 .. stacks_n_sites()) is what each site has.  The result is in the
   arena, by function_id. */
struct function_lines *query_lines(struct arena *a, const struct stacks *stacks,
                                   const uint64_t *amounts);

#endif
