/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums up the totals of contexts by their first visible function. */
#include "query_top.h"

#include <stdlib.h>

#include "arena.h"
#include "stacks.h"

/* A row under construction. */
struct sum {
   struct top_row row;
   uint64_t most_bytes; /* of row.site */
   const struct stacks *stacks;
};

static void add(struct usage *to, struct usage from)
{
   to->bytes += from.bytes;
   to->blocks += from.blocks;
}

static int compare_u64(uint64_t a, uint64_t b)
{
   return a > b ? -1 : a < b;
}

static int compare(const void *left, const void *right)
{
   const struct sum *a = left, *b = right;
   int c = compare_u64(a->row.peak.bytes, b->row.peak.bytes);
   if (c == 0)
      c = compare_u64(a->row.end.bytes, b->row.end.bytes);
   if (c == 0)
      c = compare_u64(a->row.allocated.bytes, b->row.allocated.bytes);
   if (c == 0)
      c = compare_u64(a->row.allocated.blocks, b->row.allocated.blocks);
   if (c == 0)
      c = site_compare(stacks_site(a->stacks, a->row.site),
                       stacks_site(b->stacks, b->row.site));
   return c;
}

/* Adds one context.  A function's first line is kept until one with more bytes
   in a single context comes. */
static void add_context(struct sum *sum, const struct context_totals *t,
                        const struct stack *stack)
{
   uint64_t weight = t->allocated.bytes + t->peak.bytes + 1;
   if (sum->most_bytes == 0)
      sum->row.note = stack->note;
   if (sum->most_bytes != 0 && sum->row.site != stack->sites[0])
      sum->row.n_sites = 2;
   else if (sum->row.n_sites == 0)
      sum->row.n_sites = 1;
   if (weight > sum->most_bytes) {
      sum->most_bytes = weight;
      sum->row.site = stack->sites[0];
   }
   add(&sum->row.peak, t->peak);
   add(&sum->row.end, t->end);
   add(&sum->row.allocated, t->allocated);
}

static bool has_any(const struct context_totals *t)
{
   return t->allocated.blocks | t->allocated.bytes | t->peak.bytes |
          t->end.bytes | t->peak.blocks | t->end.blocks;
}

struct top_row *query_top(struct arena *a, struct stacks *stacks,
                          const struct profile *p, size_t *n_rows)
{
   uint32_t n_functions = stacks_n_functions(stacks);
   struct sum *sums = arena_array(a, n_functions, sizeof(*sums));
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const struct context_totals t = profile_totals(p, i);
      struct stack stack;
      if (!has_any(&t))
         continue;
      stacks_get(stacks, i, &stack);
      add_context(&sums[stacks_site(stacks, stack.sites[0])->function_id], &t,
                  &stack);
   }
   size_t n = 0;
   for (uint32_t i = 0; i < n_functions; i++)
      if (sums[i].most_bytes > 0) {
         sums[n] = sums[i];
         sums[n++].stacks = stacks;
      }
   if (n > 1)
      qsort(sums, n, sizeof(*sums), compare);
   struct top_row *rows = arena_array(a, n, sizeof(*rows));
   for (size_t i = 0; i < n; i++)
      rows[i] = sums[i].row;
   *n_rows = n;
   return rows;
}
