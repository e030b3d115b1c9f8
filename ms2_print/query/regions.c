/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums up regions by function, and puts them in order. */
#include "query/regions.h"

#include <stdlib.h>

#include "base/arena.h"
#include "query/paths.h"
#include "query/stacks.h"

static int compare_functions(const void *left, const void *right)
{
   const struct region_row *a = left, *b = right;
   if (a->function_id != b->function_id)
      return a->function_id < b->function_id ? -1 : 1;
   return (a->site > b->site) - (a->site < b->site);
}

static int compare_rows(const void *left, const void *right)
{
   const struct region_row *a = left, *b = right;
   if (a->allocated.bytes != b->allocated.bytes)
      return a->allocated.bytes > b->allocated.bytes ? -1 : 1;
   if (a->freed.bytes != b->freed.bytes)
      return a->freed.bytes > b->freed.bytes ? -1 : 1;
   return site_compare(stacks_site(a->stacks, a->site),
                       stacks_site(b->stacks, b->site));
}

/* Equal sites, which stand together, become one row. */
static size_t merge_sites(struct region_row *rows, size_t n)
{
   size_t n_merged = 0;
   for (size_t i = 0; i < n; i++) {
      if (n_merged > 0 && rows[n_merged - 1].site == rows[i].site) {
         usage_add(&rows[n_merged - 1].allocated, rows[i].allocated);
         usage_add(&rows[n_merged - 1].freed, rows[i].freed);
      } else {
         rows[n_merged++] = rows[i];
      }
   }
   return n_merged;
}

/* Sites of one function become one row. */
static size_t merge_functions(struct region_row *rows, size_t n)
{
   size_t n_merged = 0;
   uint64_t most = 0;
   for (size_t i = 0; i < n; i++) {
      struct region_row *to = &rows[n_merged];
      if (n_merged == 0 || to[-1].function_id != rows[i].function_id) {
         *to = rows[i];
         most = to->allocated.bytes;
         n_merged++;
         continue;
      }
      if (rows[i].allocated.bytes > most) {
         most = rows[i].allocated.bytes;
         to[-1].site = rows[i].site;
      }
      usage_add(&to[-1].allocated, rows[i].allocated);
      usage_add(&to[-1].freed, rows[i].freed);
      to[-1].n_lines++;
   }
   return n_merged;
}

struct region_row *query_regions_rows(struct arena *a, struct stacks *stacks,
                                      uint32_t region, size_t *n_rows)
{
   const struct facts *f = &stacks_profile(stacks)->facts;
   const size_t begin = facts_sites_from(f, region);
   size_t n = facts_sites_from(f, region + 1) - begin;
   struct region_row *rows = arena_array(a, n, sizeof *rows);

   for (size_t i = 0; i < n; i++) {
      const struct region_site *from = &f->region_sites[begin + i];
      const uint32_t site = paths_top_of(stacks, from->node);

      rows[i] = (struct region_row){stacks_site(stacks, site)->function_id,
                                    site,
                                    1,
                                    from->allocated,
                                    from->freed,
                                    stacks};
   }
   if (n > 1)
      qsort(rows, n, sizeof *rows, compare_functions);
   n = merge_functions(rows, merge_sites(rows, n));
   if (n > 1)
      qsort(rows, n, sizeof *rows, compare_rows);
   *n_rows = n;
   return rows;
}

/* Regions may lie as deep as they like, so the way back is found by their
   parents. */
struct region_place *query_regions(struct arena *a, const struct facts *f,
                                   size_t *n_places)
{
   const uint32_t n = f->n_regions;
   struct region_place *places = arena_array(a, n, sizeof *places);
   uint32_t *first = arena_array(a, n, sizeof first[0]);
   uint32_t *next = arena_array(a, n, sizeof next[0]);
   uint32_t depth = 0;

   *n_places = 0;
   for (uint32_t i = n; i-- > 1;) {
      next[i] = first[f->regions[i].parent];
      first[f->regions[i].parent] = i;
   }
   for (uint32_t i = n > 0 ? first[0] : 0; i != 0;) {
      places[(*n_places)++] = (struct region_place){i, depth};
      if (first[i] != 0) {
         i = first[i];
         depth++;
         continue;
      }
      while (i != 0 && next[i] == 0) {
         i = f->regions[i].parent;
         depth--;
      }
      i = next[i];
   }
   return places;
}
