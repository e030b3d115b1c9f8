/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a profile keep within its limits, and if not, which stack breaks them?
 */
#include "query_check.h"

#include <fnmatch.h>
#include <string.h>

#include "arena.h"
#include "intern.h"
#include "names.h"
#include "query_leaks.h"
#include "stacks.h"

/* What a check asks about. */
struct question {
   struct arena *arena;
   struct stacks *stacks;
   const struct profile *profile;
   enum quantity quantity;
};

/* ---- numbers ------------------------------------------------------------- */

/* Of one context. */
static uint64_t part_of(const struct question *q, uint32_t node)
{
   const struct context_totals t = profile_totals(q->profile, node);
   struct context_facts facts;

   switch (q->quantity) {
   case QUANTITY_PEAK: return t.peak.bytes;
   case QUANTITY_PEAK_BLOCKS: return t.peak.blocks;
   case QUANTITY_END: return t.end.bytes;
   case QUANTITY_END_BLOCKS: return t.end.blocks;
   case QUANTITY_ALLOCATED: return t.allocated.bytes;
   case QUANTITY_CALLS: return t.allocated.blocks;
   case QUANTITY_SHORT_LIVED:
      facts_context_find(&q->profile->facts, node, &facts);
      return facts.short_lived.blocks;
   default: return 0;
   }
}

/* Of one place inside a region. */
static uint64_t part_of_site(const struct question *q,
                             const struct region_site *s)
{
   const struct usage kept = {s->allocated.bytes > s->freed.bytes
                                  ? s->allocated.bytes - s->freed.bytes
                                  : 0,
                              s->allocated.blocks > s->freed.blocks
                                  ? s->allocated.blocks - s->freed.blocks
                                  : 0};

   switch (q->quantity) {
   case QUANTITY_PEAK:
   case QUANTITY_ALLOCATED: return s->allocated.bytes;
   case QUANTITY_CALLS: return s->allocated.blocks;
   case QUANTITY_FREED: return s->freed.bytes;
   case QUANTITY_KEPT: return kept.bytes;
   case QUANTITY_KEPT_BLOCKS: return kept.blocks;
   default: return 0;
   }
}

static uint64_t of_region(enum quantity quantity, const struct region *r)
{
   switch (quantity) {
   case QUANTITY_PEAK: return r->peak_bytes;
   case QUANTITY_ALLOCATED: return r->allocated.bytes;
   case QUANTITY_CALLS: return r->allocated.blocks;
   case QUANTITY_FREED: return r->freed.bytes;
   case QUANTITY_KEPT:
      return r->allocated.bytes > r->freed.bytes
                 ? r->allocated.bytes - r->freed.bytes
                 : 0;
   case QUANTITY_KEPT_BLOCKS:
      return r->allocated.blocks > r->freed.blocks
                 ? r->allocated.blocks - r->freed.blocks
                 : 0;
   case QUANTITY_ENTERED: return r->n_calls;
   default: return 0;
   }
}

static uint64_t n_leaks(const struct question *q)
{
   return query_leaks(q->arena, q->stacks, q->profile)->n_suspects;
}

static uint64_t n_short_lived(const struct profile *p)
{
   uint64_t n = 0;

   for (size_t i = 0; i < p->facts.n_contexts; i++) {
      struct context_facts facts;

      facts_context(&p->facts, i, &facts);
      n += facts.short_lived.blocks;
   }
   return n;
}

static uint64_t of_run(const struct question *q)
{
   const struct profile *p = q->profile;

   switch (q->quantity) {
   case QUANTITY_PEAK: return p->peak.heap.bytes;
   case QUANTITY_PEAK_BLOCKS: return p->peak.heap.blocks;
   case QUANTITY_END: return p->end.bytes;
   case QUANTITY_END_BLOCKS: return p->end.blocks;
   case QUANTITY_ALLOCATED: return p->total.bytes;
   case QUANTITY_CALLS: return p->total.blocks;
   case QUANTITY_SHORT_LIVED: return n_short_lived(p);
   case QUANTITY_LEAKS: return n_leaks(q);
   case QUANTITY_PAGES: return p->facts.peaks[SERIES_PAGES].bytes;
   case QUANTITY_STACKS: return p->facts.peaks[SERIES_STACKS].bytes;
   case QUANTITY_SUM: return p->facts.peaks[SERIES_SUM].bytes;
   default: return 0;
   }
}

/* "" or why the profile can not tell. */
static const char *problem_of(const struct question *q)
{
   const struct profile *p = q->profile;

   switch (q->quantity) {
   case QUANTITY_PEAK:
   case QUANTITY_PEAK_BLOCKS:
      return p->peak.known ? "" : "the profile has no peak";
   case QUANTITY_SHORT_LIVED:
      return p->run.short_lived ? "" : "lifetimes were not recorded";
   case QUANTITY_PAGES:
      return p->has_series ? "" : "mapped pages were not recorded";
   case QUANTITY_STACKS:
      return p->run.stacks ? "" : "stacks were not recorded: --stacks=yes";
   case QUANTITY_SUM:
      return p->has_series ? "" : "pages and stacks were not recorded";
   default:
      return p->has_blocks ? "" : "a massif file counts no calls and blocks";
   }
}

/* ---- names --------------------------------------------------------------- */

/* The whole name, the name without its parameters, or its last word. */
static bool is_named(struct arena *a, const char *glob, const char *name)
{
   const char *end = names_parameters(names_qualified(name));
   const char *plain = arena_strndup(a, name, (size_t)(end - name));
   char brief[256];
   const char *colon;

   names_brief(name, brief, sizeof brief);
   colon = strrchr(brief, ':');
   return fnmatch(glob, name, 0) == 0 || fnmatch(glob, plain, 0) == 0 ||
          fnmatch(glob, brief, 0) == 0 ||
          (colon && fnmatch(glob, colon + 1, 0) == 0);
}

/* "outer/inner" or "inner": the end of a region's path, of which the first
   `length` characters are left to compare. */
static bool is_region(const struct profile *p, uint32_t region,
                      const char *name, size_t length)
{
   const struct region *r = &p->facts.regions[region];
   const size_t n = strlen(r->name);

   if (length < n || strncmp(name + length - n, r->name, n) != 0)
      return false;
   if (length == n)
      return true;
   return name[length - n - 1] == '/' && r->parent > 0 &&
          is_region(p, r->parent, name, length - n - 1);
}

/* ---- the culprit --------------------------------------------------------- */

/* The parts of equal visible stacks, summed up. */
struct pile {
   struct arena *arena;
   struct stacks *stacks;
   struct intern *known; /* from sites to their number + 1 */
   struct {
      const uint32_t *sites;
      size_t n_sites;
      uint64_t part;
   } * heaps;
   size_t n, room;
};

static void pile_add(struct pile *to, const struct stack *stack, uint64_t part)
{
   const size_t size = stack->n_sites * sizeof stack->sites[0];
   uint32_t *number = intern_find(to->known, stack->sites, size);

   if (*number == 0) {
      uint32_t *sites = arena_array(to->arena, stack->n_sites, sizeof sites[0]);

      memcpy(sites, stack->sites, size);
      to->heaps = arena_grow(to->arena, to->heaps, to->n, &to->room,
                             sizeof to->heaps[0]);
      to->heaps[to->n].sites = sites;
      to->heaps[to->n].n_sites = stack->n_sites;
      *number = (uint32_t)++to->n;
   }
   to->heaps[*number - 1].part += part;
}

/* Of equal parts the first. */
static void name_culprit(const struct pile *pile, struct check_result *r)
{
   for (size_t i = 0; i < pile->n; i++) {
      if (pile->heaps[i].part > r->culprit_part) {
         r->culprit_part = pile->heaps[i].part;
         r->culprit = pile->heaps[i].sites;
         r->n_culprit = pile->heaps[i].n_sites;
      }
   }
}

static struct pile pile_new(const struct question *q)
{
   return (struct pile){
       .arena = q->arena, .stacks = q->stacks, .known = intern_new(q->arena)};
}

/* Adds up the contexts whose first visible function has the name. */
static void look_at_sites(const struct question *q, const char *glob,
                          struct check_result *r)
{
   struct pile pile = pile_new(q);
   uint64_t sum = 0;

   for (uint32_t node = 0; node < q->profile->n_nodes; node++) {
      const uint64_t part = part_of(q, node);
      struct stack stack;

      if (part == 0)
         continue;
      stacks_get(q->stacks, node, &stack);
      if (*glob && !is_named(q->arena, glob,
                             site_name(stacks_site(q->stacks, stack.sites[0]))))
         continue;
      sum += part;
      pile_add(&pile, &stack, part);
   }
   name_culprit(&pile, r);
   r->found = sum;
}

/* A region may be entered from several others: the sum of all, but the highest
   of their peaks. */
static void look_at_regions(const struct question *q, const char *name,
                            struct check_result *r)
{
   const struct facts *f = &q->profile->facts;
   struct pile pile = pile_new(q);
   bool any = false;

   for (uint32_t i = 1; i < f->n_regions; i++) {
      const uint64_t value = of_region(q->quantity, &f->regions[i]);

      if (!is_region(q->profile, i, name, strlen(name)))
         continue;
      any = true;
      if (q->quantity != QUANTITY_PEAK)
         r->found += value;
      else if (value > r->found)
         r->found = value;
      for (size_t k = 0; k < f->n_sites; k++) {
         const uint64_t part = part_of_site(q, &f->sites[k]);
         struct stack stack;

         if (f->sites[k].region != i || part == 0)
            continue;
         stacks_get(q->stacks, f->sites[k].node, &stack);
         pile_add(&pile, &stack, part);
      }
   }
   name_culprit(&pile, r);
   if (!any)
      r->problem = "no region of this name was entered";
}

static void look_at_leaks(const struct question *q, struct check_result *r)
{
   const struct leaks *l = query_leaks(q->arena, q->stacks, q->profile);
   uint32_t *site;

   r->found = l->n_suspects;
   if (l->n_suspects == 0)
      return;
   site = arena_array(q->arena, 1, sizeof *site);
   *site = l->groups[0].site;
   r->culprit = site;
   r->n_culprit = 1;
   r->culprit_part = 1;
}

struct check_result query_check(struct arena *a, struct stacks *stacks,
                                const struct profile *p, const struct check *c)
{
   const struct question q = {a, stacks, p, c->quantity};
   struct check_result r = {.text = c->text,
                            .quantity = c->quantity,
                            .limit = c->limit,
                            .problem =
                                c->scope == CHECK_REGION ? "" : problem_of(&q)};

   if (r.problem[0])
      return r;
   if (c->scope == CHECK_REGION) {
      look_at_regions(&q, c->name, &r);
   } else if (c->quantity == QUANTITY_LEAKS) {
      look_at_leaks(&q, &r);
   } else {
      look_at_sites(&q, c->name, &r);
      if (c->scope == CHECK_RUN)
         r.found = of_run(&q);
   }
   r.passed = !r.problem[0] && check_passes(c, r.found);
   return r;
}

/* ---- an increase --------------------------------------------------------- */

/* Functions are the same if name and object are; addresses and lines move. */
static const char *key_of(struct arena *a, const struct site *s)
{
   return arena_printf(a, "%s\n%s", site_name(s), site_base_name(s->object));
}

/* What each function had in the base run, by its key; one more than it had, so
   that 0 means "not there". */
static struct intern *functions_of(const struct question *q, uint64_t **sums)
{
   struct intern *known = intern_new(q->arena);
   size_t n = 0, room = 0;

   *sums = NULL;
   for (uint32_t node = 0; node < q->profile->n_nodes; node++) {
      const uint64_t part = part_of(q, node);
      struct stack stack;
      const char *key;
      uint32_t *number;

      if (part == 0)
         continue;
      stacks_get(q->stacks, node, &stack);
      key = key_of(q->arena, stacks_site(q->stacks, stack.sites[0]));
      number = intern_find(known, key, strlen(key));
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
static const char *grown_most(const struct question *now,
                              const struct question *base)
{
   uint64_t *sums, *base_sums, most = 0;
   struct intern *known = functions_of(now, &sums);
   struct intern *base_known = functions_of(base, &base_sums);
   const char *name = "";

   for (uint32_t node = 0; node < now->profile->n_nodes; node++) {
      struct stack stack;
      const struct site *site;
      const char *key;
      uint32_t is, was;
      uint64_t before;

      if (part_of(now, node) == 0)
         continue;
      stacks_get(now->stacks, node, &stack);
      site = stacks_site(now->stacks, stack.sites[0]);
      key = key_of(now->arena, site);
      is = *intern_find(known, key, strlen(key));
      was = *intern_find(base_known, key, strlen(key));
      before = was ? base_sums[was - 1] : 0;
      if (sums[is - 1] > before && sums[is - 1] - before > most) {
         most = sums[is - 1] - before;
         name = site_name(site);
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
   if (bp % 100 == 0)
      return arena_printf(a, "%u %% above ", bp / 100);
   return arena_printf(a, bp % 10 ? "%u.%02u %% above " : "%u.%u %% above ",
                       bp / 100, bp % 10 ? bp % 100 : bp % 100 / 10);
}

void query_increase(struct arena *a, struct stacks *stacks,
                    const struct profile *p, const struct increase *i,
                    struct check_result results[N_INCREASE_RESULTS])
{
   static const enum quantity watched[N_INCREASE_RESULTS] = {
       QUANTITY_PEAK, QUANTITY_END, QUANTITY_ALLOCATED};

   for (size_t k = 0; k < N_INCREASE_RESULTS; k++) {
      const struct question now = {a, stacks, p, watched[k]};
      const struct question base = {a, i->base_stacks, i->base, watched[k]};
      struct check_result r = {.quantity = watched[k]};

      r.text =
          arena_printf(a, "%s at most %sthat of %s", quantity_name(watched[k]),
                       above(a, i->pct_bp), i->base->path);
      r.problem = problem_of(&now);
      if (!r.problem[0])
         r.problem = problem_of(&base);
      if (!r.problem[0]) {
         const uint64_t found = of_run(&now);

         r.limit = with_percent(of_run(&base), i->pct_bp);
         r.passed = found <= r.limit;
         if (!r.passed)
            look_at_sites(&now, as_glob(a, grown_most(&now, &base)), &r);
         r.found = found;
      }
      results[k] = r;
   }
}
