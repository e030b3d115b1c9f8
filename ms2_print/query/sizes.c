/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sums up the histograms of contexts by function. */
#include "query/sizes.h"

#include "base/arena.h"
#include "query/paths.h"
#include "query/stacks.h"

/* One function. */
struct function_sizes {
   uint32_t site;
   bool used;
   uint64_t calls[FACTS_BUCKETS];
};

static void add_context(struct function_sizes *to, struct sizes *all,
                        const struct context_facts *c)
{
   struct facts_sizes sizes = c->sizes;
   struct facts_size size;
   uint64_t calls = 0;
   while (facts_sizes_next(&sizes, &size)) {
      to->calls[size.bucket] += size.calls;
      all->buckets[size.bucket].calls += size.calls;
      calls += size.calls;
   }
   if (calls == 0)
      return;
   if (all->calls == 0 || c->min_size < all->min_size)
      all->min_size = c->min_size;
   if (c->max_size > all->max_size)
      all->max_size = c->max_size;
   all->calls += calls;
}

/* Puts a site in its place among those with most calls. */
static void rank(struct size_bucket *b, const struct stacks *stacks,
                 struct size_site new)
{
   unsigned at = b->n_sites;
   b->n_functions++;
   while (at > 0 && (new.calls > b->sites[at - 1].calls ||
                     (new.calls ==
                      b->sites[at - 1].calls &&site_compare(
                          stacks_site(stacks, new.site),
                          stacks_site(stacks, b->sites[at - 1].site)) < 0))) {
      at--;
   }
   if (at == SIZES_SITES)
      return;
   if (b->n_sites < SIZES_SITES)
      b->n_sites++;
   for (unsigned i = b->n_sites - 1; i > at; i--)
      b->sites[i] = b->sites[i - 1];
   b->sites[at] = new;
}

struct sizes *query_sizes(struct arena *a, struct stacks *stacks,
                          const struct profile *p)
{
   uint32_t n = stacks_n_functions(stacks);
   struct sizes *all = arena_alloc(a, sizeof *all);
   struct function_sizes *of = arena_array(a, n, sizeof *of);
   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      struct context_facts c;
      facts_context(&p->facts, i, &c);
      const uint32_t site = paths_top_of(stacks, c.node);
      uint32_t id = stacks_site(stacks, site)->function_id;
      if (!of[id].used)
         of[id].site = site;
      of[id].used = true;
      add_context(&of[id], all, &c);
   }
   for (uint32_t id = 0; id < n; id++) {
      for (unsigned i = 0; of[id].used && i < FACTS_BUCKETS; i++) {
         if (of[id].calls[i] > 0) {
            rank(&all->buckets[i], stacks,
                 (struct size_site){of[id].site, of[id].calls[i]});
         }
      }
   }
   return all;
}
