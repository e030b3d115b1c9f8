/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Did a run use more than an older one? */
#include "query/increase.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/units.h"
#include "query/paths.h"
#include "query/stacks.h"

/* Functions are the same if name and object are; addresses and lines move. */
static const char *key_of(struct arena *a, const struct site *s)
{
   return arena_printf(a, "%s\n%s", site_name(s), site_base_name(s->object));
}

/* By number of site. */
static const char **keys_of(const struct check_question *q)
{
   const uint32_t n = stacks_n_sites(q->stacks);
   const char **keys = arena_array(q->arena, n, sizeof keys[0]);

   for (uint32_t i = 0; i < n; i++)
      keys[i] = key_of(q->arena, stacks_site(q->stacks, i));
   return keys;
}

/* What each function had in the base run, by its key; one more than it had, so
   that 0 means "not there". */
static struct intern *functions_of(const struct check_question *q,
                                   uint64_t **sums)
{
   struct intern *known = intern_new(q->arena);
   const struct paths *tops = paths_tops(q->stacks);
   const char **keys = keys_of(q);
   size_t n = 0, room = 0;

   *sums = NULL;
   for (uint32_t node = 0; node < q->profile->n_nodes; node++) {
      const uint32_t context = q->profile->context_of[node];
      const uint64_t part = context > 0 ? check_context(q, node) : 0;

      if (part == 0)
         continue;
      const char *key = keys[paths_top(tops, context)];
      uint32_t *number = intern_find(known, key, strlen(key));
      if (*number == 0) {
         *sums = arena_grow(q->arena, *sums, n, &room, sizeof **sums);
         (*sums)[n] = 0;
         *number = (uint32_t)++n;
      }
      (*sums)[*number - 1] += part;
   }
   return known;
}

/* The name of the function that grew most; "" if none did. */
static const char *grown_most(const struct check_question *now,
                              const struct check_question *base)
{
   uint64_t *sums, *base_sums, most = 0;
   struct intern *known = functions_of(now, &sums);
   struct intern *base_known = functions_of(base, &base_sums);
   const struct paths *tops = paths_tops(now->stacks);
   const char **keys = keys_of(now);
   const char *name = "";

   for (uint32_t node = 0; node < now->profile->n_nodes; node++) {
      const uint32_t context = now->profile->context_of[node];

      if (context == 0 || check_context(now, node) == 0)
         continue;
      uint32_t site = paths_top(tops, context);
      const char *key = keys[site];
      uint32_t is = *intern_find(known, key, strlen(key));
      uint32_t was = *intern_find(base_known, key, strlen(key));
      uint64_t before = was ? base_sums[was - 1] : 0;
      if (sums[is - 1] > before && sums[is - 1] - before > most) {
         most = sums[is - 1] - before;
         name = site_name(stacks_site(now->stacks, site));
      }
   }
   return name;
}

/* The name as a pattern for itself. */
static const char *as_glob(struct arena *a, const char *name)
{
   char *glob = arena_array(a, 2 * strlen(name) + 1, 1), *to = glob;

   for (; *name; name++) {
      if (strchr("*?[]\\", *name))
         *to++ = '\\';
      *to++ = *name;
   }
   return glob;
}

static uint64_t with_percent(uint64_t value, uint32_t bp)
{
   return value + value / 10000 * bp + value % 10000 * bp / 10000;
}

/* "5 % above ", "0.25 % above ", "" */
static const char *above(struct arena *a, uint32_t bp)
{
   if (bp == 0)
      return "";
   return arena_printf(a, "%s above ", units_bp(bp).text);
}

void query_increase(struct arena *a, struct stacks *stacks,
                    const struct profile *p, const struct increase *i,
                    struct check_result results[N_INCREASE_RESULTS])
{
   static const enum quantity watched[N_INCREASE_RESULTS] = {
       QUANTITY_PEAK, QUANTITY_END, QUANTITY_ALLOCATED};

   for (size_t k = 0; k < N_INCREASE_RESULTS; k++) {
      const struct check_question now = {a, stacks, profile_heap(p),
                                         watched[k]};
      const struct check_question base = {a, i->base_stacks,
                                          profile_heap(i->base), watched[k]};
      struct check_result r = {.quantity = watched[k]};

      r.text = arena_printf(a, "%s at most %sthat of %s",
                            limit_quantity_name(watched[k]),
                            above(a, i->pct_bp), i->base->path);
      r.problem = check_problem(&now);
      if (!r.problem[0])
         r.problem = check_problem(&base);
      if (!r.problem[0]) {
         const uint64_t found = check_total(&now);

         r.limit = with_percent(check_total(&base), i->pct_bp);
         r.passed = found <= r.limit;
         if (!r.passed)
            check_sites(&now, as_glob(a, grown_most(&now, &base)), &r);
         r.found = found;
      }
      results[k] = r;
   }
}
