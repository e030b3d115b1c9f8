/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums by line, then the largest of each function. */
#include "query/lines.h"

#include <stdlib.h>

#include "base/arena.h"
#include "query/stacks.h"

/* Code of one line may be several sites: inlined in one place, called in
   another. */
struct line_sum {
   uint32_t function_id, line, site;
   uint64_t amount;
};

static int compare(const void *left, const void *right)
{
   const struct line_sum *a = left, *b = right;
   if (a->function_id != b->function_id)
      return a->function_id < b->function_id ? -1 : 1;
   if (a->line != b->line)
      return a->line < b->line ? -1 : 1;
   return (a->site > b->site) - (a->site < b->site);
}

static size_t collect(const struct stacks *stacks, const uint64_t *amounts,
                      struct line_sum *sums)
{
   size_t n = 0;
   for (uint32_t i = 0; i < stacks_n_sites(stacks); i++) {
      const struct site *s = stacks_site(stacks, i);
      if (amounts[i] > 0)
         sums[n++] = (struct line_sum){s->function_id, s->line, i, amounts[i]};
   }
   if (n > 1)
      qsort(sums, n, sizeof *sums, compare);
   return n;
}

static bool same_line(const struct line_sum *a, const struct line_sum *b)
{
   return a->function_id == b->function_id && a->line == b->line;
}

struct function_lines *query_lines(struct arena *a, const struct stacks *stacks,
                                   const uint64_t *amounts)
{
   const uint32_t n_functions = stacks_n_functions(stacks);
   struct function_lines *of = arena_array(a, n_functions, sizeof *of);
   uint64_t *most = arena_array(a, n_functions, sizeof *most);
   struct line_sum *sums = arena_array(a, stacks_n_sites(stacks), sizeof *sums);
   const size_t n = collect(stacks, amounts, sums);
   for (size_t i = 0; i < n;) {
      struct line_sum line = sums[i++];
      while (i < n && same_line(&sums[i], &line))
         line.amount += sums[i++].amount;
      of[line.function_id].n_lines++;
      if (line.amount > most[line.function_id]) {
         most[line.function_id] = line.amount;
         of[line.function_id].site = line.site;
      }
   }
   return of;
}
