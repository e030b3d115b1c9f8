/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums up chains of reallocs by function. */
#include "query/growth.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/order.h"
#include "base/units.h"
#include "query/paths.h"
#include "query/stacks.h"

/* A row under construction. */
struct item {
   struct growth_row row;
   const struct stacks *stacks;
};

static int compare(const void *left, const void *right)
{
   const struct item *a = left, *b = right;
   int c = order_down(a->row.sum.copied_bytes, b->row.sum.copied_bytes);
   if (c == 0)
      c = order_down(a->row.sum.steps, b->row.sum.steps);
   if (c == 0) {
      c = site_compare(stacks_site(a->stacks, a->row.site),
                       stacks_site(b->stacks, b->row.site));
   }
   return c;
}

static bool is_longer(const struct record_chain *a,
                      const struct record_chain *b)
{
   return a->longest_steps > b->longest_steps ||
          (a->longest_steps == b->longest_steps &&
           a->longest_last_bytes > b->longest_last_bytes);
}

/* Older files have reallocs that make a block smaller among the others. */
static bool has_grown(const struct record_chain *c)
{
   return c->longest_last_bytes > c->longest_first_bytes;
}

static void add_chain(struct record_chain *to, const struct record_chain *from)
{
   to->chains += from->chains;
   to->steps += from->steps;
   to->first_bytes += from->first_bytes;
   to->last_bytes += from->last_bytes;
   to->copied_bytes += from->copied_bytes;
   if (is_longer(from, to)) {
      to->node = from->node;
      to->longest_steps = from->longest_steps;
      to->longest_first_bytes = from->longest_first_bytes;
      to->longest_last_bytes = from->longest_last_bytes;
   }
}

struct growth_row *query_growth(struct arena *a, struct stacks *stacks,
                                const struct profile *p, size_t *n_rows)
{
   uint32_t n_functions = stacks_n_functions(stacks);
   struct item *items = arena_array(a, n_functions, sizeof *items);
   size_t n = 0;
   for (size_t i = 0; i < p->facts.n_chains; i++) {
      const struct record_chain *c = &p->facts.chains[i];
      if (!has_grown(c))
         continue;
      const uint32_t context = p->context_of[c->node];
      const uint32_t site = paths_top_of(stacks, c->node);
      struct item *item = &items[stacks_site(stacks, site)->function_id];
      if (is_longer(c, &item->row.sum)) {
         item->row.site = site;
         item->row.via = paths_call(paths_tops(stacks), context).via;
      }
      item->stacks = stacks;
      add_chain(&item->row.sum, c);
   }
   for (uint32_t i = 0; i < n_functions; i++) {
      if (items[i].row.sum.steps > 0)
         items[n++] = items[i];
   }
   if (n > 1)
      qsort(items, n, sizeof *items, compare);
   struct growth_row *rows = arena_array(a, n, sizeof *rows);
   for (size_t i = 0; i < n; i++)
      rows[i] = items[i].row;
   *n_rows = n;
   return rows;
}

/* From so many steps on the program could know better. */
#define MANY_STEPS 4

/* What would save copies, or "". */
static const char *find_advice(const struct record_chain *c)
{
   unsigned doublings = facts_bucket(c->longest_last_bytes) -
                        facts_bucket(c->longest_first_bytes);
   if (c->longest_steps < MANY_STEPS)
      return "";
   return c->longest_steps > 2 * (uint64_t)doublings + 2
              ? ": grow it by half or double, or reserve its size at once"
              : ": if its size is known before, reserve it at once";
}

const char *growth_note(struct arena *a, const struct record_chain *c)
{
   return arena_printf(
       a, "%sgrown %s from %s to %s%s", c->chains > 1 ? "the longest: " : "",
       c->longest_steps == 1
           ? "once"
           : units_plural(c->longest_steps, "time", "times").text,
       units_bytes(c->longest_first_bytes).text,
       units_bytes(c->longest_last_bytes).text, find_advice(c));
}

uint64_t growth_ended(const struct profile *p)
{
   uint64_t by_realloc = 0;

   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      struct context_facts c;

      facts_context(&p->facts, i, &c);
      by_realloc += c.realloc_blocks;
   }
   return by_realloc;
}
