/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a region cost, by function, and the order of regions: each with all that
   lie inside of it. */
#ifndef MS2_PRINT_QUERY_REGIONS_H
#define MS2_PRINT_QUERY_REGIONS_H

#include <stddef.h>
#include <stdint.h>

#include "model/profile.h"

struct arena;
struct stacks;

/* The sites of a region by the first visible function; of its lines, the one
   with most allocated. */
struct region_row {
   uint32_t function_id, site, n_lines;
   struct usage allocated, freed;
   const struct stacks *stacks;
};

/* Of one region, the most allocated first. */
struct region_row *query_regions_rows(struct arena *a, struct stacks *stacks,
                                      uint32_t region, size_t *n_rows);

struct region_place {
   uint32_t region, depth; /* 0: inside no other one */
};

/* As many as there are regions. */
struct region_place *query_regions(struct arena *a, const struct facts *f,
                                   size_t *n_places);

#endif
