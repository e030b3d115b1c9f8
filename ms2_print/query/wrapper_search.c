/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that allocate for everybody, found by their shape. */
#include "query/wrapper_search.h"

#include <string.h>

#include "base/arena.h"
#include "base/intern.h"
#include "model/names.h"
#include "model/profile.h"
#include "query/frame_rules.h"
#include "query/site.h"
#include "query/stacks.h"
#include "query/stacks_parts.h"
#include "query/walk.h"
#include "query/wrappers.h"

/* Fewer callers than this have any helper of one module. */
#define LEAST_CALLERS 4

/* Different pairs of a smallest and a largest size among the callers, and how
   far the sizes lie apart: of a thing with a name in it they are near each
   other. */
#define LEAST_SIZES 3
#define LEAST_SIZE_FACTOR 4

/* A pool takes pieces of one size or two from below, large ones, whatever its
   callers want; those are more than a module's few. */
#define LEAST_POOL_CALLERS 8
#define LEAST_PIECE_BYTES 1000
#define CALLERS_PER_SIZE 4

/* Less at the peak is not worth a word. */
#define LEAST_POOL_PCT 10

/* One in so many callers may have blocks of several places all the same: code
   that was inlined twice. */
#define ODD_CALLERS 8

/* So many contexts are looked at, or twice as many: it takes no more than a
   moment however large a profile is. */
#define MOST_CONTEXTS 20000

/* Layers of wrappers, one around the other, with a layer of callers. */
#define MOST_LAYERS 4

/* Functions that differ in template arguments only are one. */
struct kind {
   const struct site *site;
   uint32_t n_callers, n_several; /* those that have blocks of several places */
   uint32_t n_sizes;
   uint64_t min_size, max_size;
   struct usage allocated;
   uint64_t peak_bytes;
   bool recursive;
   bool has_shape, is_wrapper;
};

/* A kind and who calls it. */
struct call {
   uint32_t kind, caller;
   uint64_t place; /* in the kind: where its blocks come from; 0: not known */
   bool several;
   uint64_t min_size, max_size;
};

struct search {
   struct stacks *stacks;
   const struct profile *profile;
   struct arena *scratch;
   uint32_t *kind_of; /* by function_id: number + 1 */
   struct intern *kind_known;
   struct kind *kinds;
   size_t n_kinds, kinds_room;
   struct intern *call_known;
   struct call *calls;
   size_t n_calls, calls_room;
   uint64_t peak_bytes; /* of all that was looked at */
};

/* ---- gathering ----------------------------------------------------------- */

static uint32_t kind_of(struct search *s, size_t slot)
{
   const struct site *site = &s->stacks->sites[s->stacks->slots[slot].site];
   uint32_t *number = &s->kind_of[site->function_id];

   if (*number > 0)
      return *number - 1;
   const char *key = wrappers_key(s->scratch, site);
   uint32_t *known = intern_find(s->kind_known, key, strlen(key));
   if (*known == 0 || !wrappers_can_be(site)) {
      s->kinds = arena_grow(s->scratch, s->kinds, s->n_kinds, &s->kinds_room,
                            sizeof s->kinds[0]);
      s->kinds[s->n_kinds++] =
          (struct kind){.site = site, .min_size = UINT64_MAX};
      *known = (uint32_t)s->n_kinds;
   }
   return (*number = *known) - 1;
}

static struct call *call_of(struct search *s, uint32_t kind, uint32_t caller)
{
   const uint32_t key[] = {kind, caller};
   uint32_t *number = intern_find(s->call_known, key, sizeof key);

   if (*number == 0) {
      s->calls = arena_grow(s->scratch, s->calls, s->n_calls, &s->calls_room,
                            sizeof s->calls[0]);
      s->calls[s->n_calls++] =
          (struct call){.kind = kind, .caller = caller, .min_size = UINT64_MAX};
      *number = (uint32_t)s->n_calls;
   }
   return &s->calls[*number - 1];
}

/* What one context allocated. */
struct sizes {
   uint64_t min, max;
   struct usage allocated;
   uint64_t peak_bytes;
};

static struct sizes sizes_of(const struct profile *p, uint32_t node)
{
   const struct context_totals t = profile_totals(p, node);
   struct sizes sizes = {.allocated = t.allocated,
                         .peak_bytes = p->peaks[p->context_of[node]].bytes};
   struct context_facts facts;

   if (facts_context_find(&p->facts, node, &facts)) {
      sizes.min = facts.min_size;
      sizes.max = facts.max_size;
   } else if (t.allocated.blocks > 0) {
      sizes.min = sizes.max = t.allocated.bytes / t.allocated.blocks;
   }
   return sizes;
}

static void widen(uint64_t *min, uint64_t *max, const struct sizes *sizes)
{
   if (sizes->min < *min)
      *min = sizes->min;
   if (sizes->max > *max)
      *max = sizes->max;
}

/* Where in the function the call is; 0 for one of realloc, which has another
   line than the malloc beside it. */
static uint64_t place_of(const struct stacks *s, const struct walk_user *user)
{
   const struct stacks_slot *slot = &s->slots[user->slot];

   if (user->inner != SIZE_MAX &&
       strstr(s->sites[s->slots[user->inner].site].function, "realloc")) {
      return 0;
   }
   return s->sites[slot->site].line > 0
              ? slot->site
              : (uint64_t)1 << 32 | s->first_slot[slot->address];
}

static void add_call(struct search *s, const struct walk_user *user,
                     uint32_t caller, const struct sizes *sizes)
{
   const uint32_t number = kind_of(s, user->slot);
   struct call *call = call_of(s, number, caller);
   struct kind *kind = &s->kinds[number];
   const uint64_t place = place_of(s->stacks, user);

   if (call->place == 0)
      call->place = place;
   call->several |= place > 0 && place != call->place;
   widen(&call->min_size, &call->max_size, sizes);
   widen(&kind->min_size, &kind->max_size, sizes);
   usage_add(&kind->allocated, sizes->allocated);
   kind->peak_bytes += sizes->peak_bytes;
   kind->recursive |= number == caller;
}

/* The walk is where they are from. */
static void add_sizes(struct search *s, const struct walk *walk,
                      const struct sizes *sizes)
{
   struct walk_user users[MOST_LAYERS + 1];

   if (sizes->allocated.blocks == 0)
      return;
   const size_t n = walk_users(walk, users, MOST_LAYERS + 1);
   s->peak_bytes += sizes->peak_bytes;
   for (size_t i = 0; i + 1 < n; i++)
      add_call(s, &users[i], kind_of(s, users[i + 1].slot), sizes);
}

/* Of very many contexts each so many-th, as evenly as they were made: a shape
   shows in a part of them. */
static void gather(struct search *s)
{
   const struct profile *p = s->profile;
   const uint32_t step = p->n_contexts / MOST_CONTEXTS + 1;
   struct walk *walk = walk_new(s->stacks, WALK_TOPS);

   for (uint32_t node = 1; node < p->n_nodes; node++) {
      const uint32_t context = p->context_of[node];

      if (context > 0 && context % step == 0) {
         const struct sizes sizes = sizes_of(p, node);

         walk_to(walk, node);
         add_sizes(s, walk, &sizes);
      }
   }
}

/* What the program mapped.  What each had at the peak is not known here; all
   that it mapped stands for it. */
static void gather_mapped(struct search *s)
{
   const struct facts *f = &s->profile->facts;
   struct walk *walk = walk_new(s->stacks, WALK_TOPS);

   for (size_t i = 0; i < f->n_mappers; i++) {
      const struct mapper *m = &f->mappers[i];

      if (m->node > 0 && m->mapped_blocks > 0 &&
          facts_page_kind_is_counted(m->kind)) {
         const uint64_t size = m->mapped / m->mapped_blocks;

         walk_to(walk, m->node);
         add_sizes(s, walk,
                   &(struct sizes){
                       size, size, {m->mapped, m->mapped_blocks}, m->mapped});
      }
   }
}

/* ---- judging ------------------------------------------------------------- */

static void count_calls(struct search *s)
{
   struct intern *known = intern_new(s->scratch);

   for (size_t i = 0; i < s->n_calls; i++) {
      const struct call *call = &s->calls[i];
      const uint64_t sizes[] = {call->kind, call->min_size, call->max_size};
      struct kind *kind = &s->kinds[call->kind];
      uint32_t *seen = intern_find(known, sizes, sizeof sizes);

      kind->n_callers++;
      kind->n_several += call->several;
      kind->n_sizes += *seen == 0;
      *seen = 1;
   }
}

/* What it returns comes from one place. */
static bool is_single(const struct kind *k)
{
   return !k->recursive && k->n_several * ODD_CALLERS <= k->n_callers;
}

static bool has_shape(const struct kind *k)
{
   return is_single(k) && k->n_callers >= LEAST_CALLERS &&
          k->n_sizes >= LEAST_SIZES &&
          k->max_size / LEAST_SIZE_FACTOR >= k->min_size &&
          wrappers_can_be(k->site);
}

/* What is around a wrapper makes something of it, unless it is called as widely
   as a wrapper's calloc is. */
static void judge_layers(struct search *s)
{
   for (size_t i = 0; i < s->n_calls; i++) {
      const struct kind *inner = &s->kinds[s->calls[i].kind];
      struct kind *outer = &s->kinds[s->calls[i].caller];

      if (inner->has_shape && outer->has_shape &&
          outer->n_callers * 2 < inner->n_callers) {
         outer->is_wrapper = false;
      }
   }
}

/* Those that allocate for wrappers only are some as well. */
static void add_inner(struct search *s, bool *serves_others)
{
   memset(serves_others, 0, s->n_kinds * sizeof serves_others[0]);
   for (size_t i = 0; i < s->n_calls; i++) {
      if (!s->kinds[s->calls[i].caller].is_wrapper)
         serves_others[s->calls[i].kind] = true;
   }
   for (size_t i = 0; i < s->n_kinds; i++) {
      struct kind *k = &s->kinds[i];

      if (k->n_callers > 0 && is_single(k) && !serves_others[i] &&
          wrappers_can_be(k->site)) {
         k->is_wrapper = true;
      }
   }
}

/* Nothing is skipped that lies around something that is not.  Returns whether
   there was any. */
static bool drop_outer(struct search *s)
{
   bool any = false;

   for (size_t i = 0; i < s->n_calls; i++) {
      struct kind *outer = &s->kinds[s->calls[i].caller];

      if (outer->is_wrapper && !s->kinds[s->calls[i].kind].is_wrapper) {
         outer->is_wrapper = false;
         any = true;
      }
   }
   return any;
}

/* Nor what serves others than wrappers, once it has turned out so. */
static bool drop_inner(struct search *s)
{
   bool any = false;

   for (size_t i = 0; i < s->n_calls; i++) {
      struct kind *inner = &s->kinds[s->calls[i].kind];

      if (inner->is_wrapper && !inner->has_shape &&
          !s->kinds[s->calls[i].caller].is_wrapper) {
         inner->is_wrapper = false;
         any = true;
      }
   }
   return any;
}

static void judge(struct search *s)
{
   bool *serves_others =
       arena_array(s->scratch, s->n_kinds, sizeof serves_others[0]);
   bool any = true;

   count_calls(s);
   for (size_t i = 0; i < s->n_kinds; i++) {
      s->kinds[i].has_shape = s->kinds[i].is_wrapper = has_shape(&s->kinds[i]);
   }
   judge_layers(s);
   for (int i = 0; i < MOST_LAYERS; i++)
      add_inner(s, serves_others);
   while (any) {
      any = drop_outer(s);
      any |= drop_inner(s);
   }
}

/* ---- pools --------------------------------------------------------------- */

/* A function that has no name, or no code of its own, can not be tracked; and
   who has its source knows what its arguments are. */
/* On malloc sits what is no pool of pieces of any size, in programs that nobody
   can look into, as arenas of an interpreter's values; and what has a size for
   each caller is a wrapper.  On mapped pages it is an allocator all the same,
   which maps what is large by itself. */
static bool is_pool(const struct search *s, const struct kind *k, bool maps)
{
   return !k->is_wrapper && is_single(k) && !k->site->inlined &&
          !names_is_unknown(k->site->function) &&
          k->n_callers >= LEAST_POOL_CALLERS &&
          (maps || (k->site->line > 0 &&
                    k->n_callers >= k->n_sizes * CALLERS_PER_SIZE)) &&
          k->min_size >= LEAST_PIECE_BYTES &&
          k->peak_bytes >= s->peak_bytes / 100 * LEAST_POOL_PCT;
}

/* Around a pool's function may be more that fit: the innermost is asked for,
   which is the one that serves most callers. */
static void add_pool(struct wrappers *to, const struct search *s, bool maps)
{
   const struct kind *best = NULL;

   for (size_t i = 0; i < s->n_kinds; i++) {
      const struct kind *k = &s->kinds[i];

      if (is_pool(s, k, maps) && (!best || k->n_callers > best->n_callers))
         best = k;
   }
   if (best) {
      wrappers_set_pool(to, maps,
                        &(struct pool){best->site->function, best->n_callers,
                                       best->allocated});
   }
}

static struct search search_of(struct arena *scratch, struct stacks *stacks)
{
   struct search s = {.stacks = stacks,
                      .profile = stacks_profile(stacks),
                      .scratch = scratch,
                      .kind_known = intern_new(scratch),
                      .call_known = intern_new(scratch)};

   s.kind_of = arena_array(scratch, stacks->n_functions, sizeof s.kind_of[0]);
   return s;
}

static void search_mapped(struct wrappers *to, struct arena *scratch,
                          struct stacks *stacks)
{
   struct search s = search_of(scratch, stacks);

   gather_mapped(&s);
   count_calls(&s);
   add_pool(to, &s, true);
}

void wrapper_search(struct wrappers *to, const struct profile *p,
                    const struct frame_rules *rules)
{
   if (!p->has_blocks)
      return;
   struct arena *scratch = arena_new();
   struct search s = search_of(scratch, stacks_new(scratch, p, rules));

   gather(&s);
   judge(&s);
   for (size_t i = 0; i < s.n_kinds; i++) {
      const struct kind *k = &s.kinds[i];

      if (k->is_wrapper) {
         wrappers_add(to, k->site,
                      &(struct wrapper){.n_callers = k->n_callers,
                                        .allocated = k->allocated});
      }
   }
   add_pool(to, &s, false);
   search_mapped(to, scratch, s.stacks);
   arena_free(scratch);
}
