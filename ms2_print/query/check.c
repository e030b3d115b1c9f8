/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does a profile keep within its limits, and if not, which stack breaks them?
 */
#include "query/check.h"

#include <string.h>

#include "base/arena.h"
#include "model/names.h"
#include "query/leak_reasons.h"
#include "query/leaks.h"
#include "query/owner_words.h"
#include "query/owners.h"
#include "query/paths.h"
#include "query/stacks.h"
#include "query/unused.h"

/* ---- numbers ------------------------------------------------------------- */

static uint64_t part_of_unused(enum quantity quantity, const struct unused *u)
{
   switch (quantity) {
   case QUANTITY_NEVER_TOUCHED: return u->never_touched;
   case QUANTITY_NEVER_READ: return u->never_read;
   case QUANTITY_IDLE: return u->idle;
   default: return 0;
   }
}

/* Of one context, what was lost at the end, unless the user does not want to
   see it. */
static struct usage lost_of(const struct profile *p, uint32_t node)
{
   const struct owner_search *s = owners_at_end(p);

   if (!s || (p->suppressed && p->suppressed[node]))
      return (struct usage){0, 0};
   struct usage lost = owners_total(s, node, LOSS_definitely);
   usage_add(&lost, owners_total(s, node, LOSS_indirectly));
   return lost;
}

/* Of one context. */
uint64_t check_context(const struct check_question *q, uint32_t node)
{
   const struct context_totals t = profile_totals(q->profile, node);
   struct context_facts facts;
   struct unused unused;

   switch (q->quantity) {
   case QUANTITY_PEAK: return t.peak.bytes;
   case QUANTITY_PEAK_BLOCKS: return t.peak.blocks;
   case QUANTITY_END: return t.end.bytes;
   case QUANTITY_END_BLOCKS: return t.end.blocks;
   case QUANTITY_ALLOCATED: return t.allocated.bytes;
   case QUANTITY_CALLS: return t.allocated.blocks;
   case QUANTITY_LOST: return lost_of(q->profile, node).bytes;
   case QUANTITY_LOST_BLOCKS: return lost_of(q->profile, node).blocks;
   case QUANTITY_SHORT_LIVED:
      facts_context_find(&q->profile->facts, node, &facts);
      return facts.short_lived_blocks;
   default:
      unused = unused_of(q->profile, node);
      return part_of_unused(q->quantity, &unused);
   }
}

/* Of one place inside a region. */
static uint64_t part_of_site(const struct check_question *q,
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

static uint64_t n_leaks(const struct check_question *q)
{
   return query_leaks(q->arena, q->stacks, q->profile)->n_suspects;
}

static struct usage lost_total(const struct profile *p)
{
   struct usage sum = {0, 0};

   for (uint32_t node = 0; node < p->n_nodes; node++) {
      if (p->context_of[node] > 0)
         usage_add(&sum, lost_of(p, node));
   }
   return sum;
}

uint64_t check_total(const struct check_question *q)
{
   const struct profile *p = q->profile;
   const struct unused unused = unused_total(p);

   switch (q->quantity) {
   case QUANTITY_PEAK: return p->peak.heap.bytes;
   case QUANTITY_PEAK_BLOCKS: return p->peak.heap.blocks;
   case QUANTITY_END: return p->end.bytes;
   case QUANTITY_END_BLOCKS: return p->end.blocks;
   case QUANTITY_ALLOCATED: return p->total.bytes;
   case QUANTITY_CALLS: return p->total.blocks;
   case QUANTITY_SHORT_LIVED: return facts_all_short_lived(&p->facts).blocks;
   case QUANTITY_LEAKS: return n_leaks(q);
   case QUANTITY_GROWING:
      return query_leaks(q->arena, q->stacks, q->profile)->n_unbounded;
   case QUANTITY_LOST: return lost_total(p).bytes;
   case QUANTITY_LOST_BLOCKS: return lost_total(p).blocks;
   case QUANTITY_PAGES: return p->facts.peaks[SERIES_PAGES].bytes;
   case QUANTITY_STACKS: return p->facts.peaks[SERIES_STACKS].bytes;
   case QUANTITY_SUM: return p->facts.peaks[SERIES_SUM].bytes;
   default: return part_of_unused(q->quantity, &unused);
   }
}

/* "" or why the profile can not tell. */
const char *check_problem(const struct check_question *q)
{
   const struct profile *p = q->profile;
   enum use_when when;

   switch (q->quantity) {
   case QUANTITY_PEAK:
   case QUANTITY_PEAK_BLOCKS:
      return p->peak.known ? "" : "the profile has no peak";
   case QUANTITY_SHORT_LIVED:
      return p->run.short_lived ? "" : "lifetimes were not recorded";
   case QUANTITY_LEAKS:
      return p->kind != PROFILE_MASSIF
                 ? ""
                 : "a massif file does not tell what was never freed";
   case QUANTITY_GROWING:
   case QUANTITY_LOST:
   case QUANTITY_LOST_BLOCKS:
   case QUANTITY_HELD:
      return owners_at_end(profile_heap(p)) ? ""
                                            : owners_why_none(profile_heap(p));
   case QUANTITY_PAGES:
      return p->has_series ? "" : "mapped pages were not recorded";
   case QUANTITY_STACKS:
      return p->run.stacks ? "" : "stacks were not recorded: --stacks=yes";
   case QUANTITY_SUM:
      return p->has_series ? "" : "pages and stacks were not recorded";
   case QUANTITY_NEVER_TOUCHED:
   case QUANTITY_NEVER_READ:
   case QUANTITY_IDLE:
      return unused_is_known(p, &when) ? "" : "use was not recorded: --use=yes";
   default:
      return p->has_blocks ? "" : "a massif file counts no calls and blocks";
   }
}

/* ---- names --------------------------------------------------------------- */

/* "outer/inner" or "inner": the end of a region's path, of which the first
   `length` characters are left to compare. */
static bool is_region(const struct profile *p, uint32_t region,
                      const char *name, size_t length)
{
   for (; region > 0; region = p->facts.regions[region].parent) {
      const char *last = p->facts.regions[region].name;
      const size_t n = strlen(last);

      if (length < n || strncmp(name + length - n, last, n) != 0)
         return false;
      if (length == n)
         return true;
      length -= n + 1;
      if (name[length] != '/')
         return false;
   }
   return false;
}

/* ---- the culprit --------------------------------------------------------- */

/* What stacks have, by the node of the trie at which they end. */
struct parts {
   const struct paths *paths;
   uint64_t *of;
   uint32_t *ends; /* in the order in which they came */
   size_t n;
};

static struct parts new_parts(const struct check_question *q)
{
   paths_get(q->stacks, WALK_WHOLE);
   const struct paths *paths = paths_tops(q->stacks); /* the same */

   return (struct parts){
       .paths = paths,
       .of = arena_array(q->arena, paths->n_nodes, sizeof(uint64_t)),
       .ends = arena_array(q->arena, paths->n_nodes, sizeof(uint32_t))};
}

static void add_part(struct parts *p, uint32_t context, uint64_t part)
{
   const uint32_t end = p->paths->ends[context];

   if (p->of[end] == 0 && part > 0)
      p->ends[p->n++] = end;
   p->of[end] += part;
}

static void set_culprit(const struct check_question *q,
                        const struct stack *stack, struct check_result *r)
{
   uint32_t *sites = arena_array(q->arena, stack->n_sites, sizeof sites[0]);

   memcpy(sites, stack->sites, stack->n_sites * sizeof sites[0]);
   r->culprit = sites;
   r->n_culprit = stack->n_sites;
}

/* Of equal parts the first. */
static void name_culprit(const struct check_question *q,
                         const struct parts *parts, struct check_result *r)
{
   uint32_t culprit = 0;

   for (size_t i = 0; i < parts->n; i++) {
      if (parts->of[parts->ends[i]] > parts->of[culprit])
         culprit = parts->ends[i];
   }
   if (culprit == 0)
      return;
   struct stack stack;
   stacks_spell(q->stacks, parts->paths->nodes, culprit, &stack);
   set_culprit(q, &stack, r);
   r->culprit_part = parts->of[culprit];
}

/* Whether the name of a site fits, asked once for each. */
struct names {
   const struct check_question *question;
   const char *glob;
   unsigned char *answers; /* by site; 0: not asked yet */
};

enum { FITS = 1, FITS_NOT };

static bool fits(const void *names, uint32_t site)
{
   const struct names *n = names;
   const struct check_question *q = n->question;

   if (!*n->glob)
      return true;
   if (n->answers[site] == 0) {
      const struct site *s = stacks_site(q->stacks, site);
      n->answers[site] = names_match(q->arena, n->glob, site_label(q->arena, s))
                             ? FITS
                             : FITS_NOT;
   }
   return n->answers[site] == FITS;
}

void check_sites(const struct check_question *q, const char *glob,
                 struct check_result *r)
{
   const struct names names = {
       q, glob, arena_array(q->arena, stacks_n_sites(q->stacks), 1)};
   const struct stacks_wish wish = {fits, &names};
   struct parts parts = new_parts(q);
   uint64_t sum = 0;
   bool any = false;

   for (uint32_t node = 0; node < q->profile->n_nodes; node++) {
      const uint32_t context = q->profile->context_of[node];

      if (context == 0)
         continue;
      uint64_t part = check_context(q, node);
      const uint32_t top = paths_top(parts.paths, context);
      if ((part == 0 && q->profile->sums[context].allocated.blocks == 0) ||
          (!fits(&names, top) && !stacks_pass(q->stacks, node, top, &wish))) {
         continue;
      }
      any = true;
      sum += part;
      r->whole += unused_of(q->profile, node).held.bytes;
      add_part(&parts, context, part);
   }
   name_culprit(q, &parts, r);
   r->found = sum;
   if (!any)
      r->note = "no such place allocated anything";
}

/* A region may be entered from several others: the sum of all, but the highest
   of their peaks. */
static void look_at_regions(const struct check_question *q, const char *name,
                            struct check_result *r)
{
   const struct facts *f = &q->profile->facts;
   struct parts parts = new_parts(q);
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
      for (size_t k = facts_sites_from(f, i); k < facts_sites_from(f, i + 1);
           k++) {
         add_part(&parts, q->profile->context_of[f->region_sites[k].node],
                  part_of_site(q, &f->region_sites[k]));
      }
   }
   name_culprit(q, &parts, r);
   if (!any)
      r->problem = "no region of this name was entered";
}

/* What the holders of such a name retain at the end. */
static void look_at_held(const struct check_question *q, const char *glob,
                         struct check_result *r)
{
   const struct profile *p = q->profile;
   const struct owners *o = query_owners(q->arena, q->stacks, owners_at_end(p));
   bool any = false;

   for (uint32_t i = 1; i < o->n_nodes;) {
      const struct owners_node *n = &o->nodes[i];

      if (n->kind != OWNER_root ||
          !names_match(
              q->arena, glob,
              owner_words_root(q->arena, p, &p->facts.roots[n->number]))) {
         i++;
         continue;
      }
      any = true;
      r->found += n->retained.bytes;
      i = n->end; /* its parts are counted with it */
   }
   if (!any)
      r->note = "nothing of this name holds anything";
}

/* A leak is named with the stack that holds most of it, and with what speaks
   for the verdict. */
static void name_leak(const struct check_question *q, const struct leaks *l,
                      size_t number, struct check_result *r)
{
   const uint32_t *largest = query_leaks_largest(q->arena, l, q->profile);
   struct stack stack;

   stacks_get(q->stacks, largest[number], &stack);
   set_culprit(q, &stack, r);
   r->culprit_part = 1;
   r->why = leak_reasons_verdict(q->arena, q->profile, &l->groups[number]);
}

/* The suspects of such a name, or what grows and is held; the first is the
   culprit. */
static void look_at_leaks(const struct check_question *q, const char *glob,
                          struct check_result *r)
{
   const struct leaks *l = query_leaks(q->arena, q->stacks, q->profile);
   const struct names names = {
       q, glob, arena_array(q->arena, stacks_n_sites(q->stacks), 1)};

   const bool is_growing = q->quantity == QUANTITY_GROWING;
   const size_t from = is_growing ? l->n_suspects : 0;
   const size_t n = is_growing ? l->n_unbounded : l->n_suspects;

   for (size_t i = from; i < from + n; i++) {
      if (fits(&names, l->groups[i].site) && r->found++ == 0)
         name_leak(q, l, i, r);
   }
}

/* Limits of the run are for the heap, as their names say, but a leak or a place
   is one whatever its memory came from. */
static const struct profile *memory_for(const struct profile *p,
                                        const struct check *c)
{
   return c->scope == CHECK_SITE || c->quantity == QUANTITY_LEAKS ||
                  c->quantity == QUANTITY_GROWING
              ? p
              : profile_heap(p);
}

struct check_result query_check(struct arena *a, struct stacks *stacks,
                                const struct profile *p, const struct check *c)
{
   const struct check_question q = {a, stacks, memory_for(p, c), c->quantity};
   struct check_result r = {
       .text = c->text,
       .quantity = c->quantity,
       .limit = c->limit,
       .is_share = c->is_share,
       .problem = c->scope == CHECK_REGION ? "" : check_problem(&q)};

   if (r.problem[0])
      return r;
   if (c->scope == CHECK_REGION) {
      look_at_regions(&q, c->name, &r);
   } else if (c->scope == CHECK_HELD) {
      look_at_held(&q, c->name, &r);
   } else if (c->quantity == QUANTITY_LEAKS ||
              c->quantity == QUANTITY_GROWING) {
      look_at_leaks(&q, c->name, &r);
   } else {
      check_sites(&q, c->name, &r);
      if (c->scope == CHECK_RUN)
         r.found = check_total(&q);
   }
   r.passed = !r.problem[0] && limit_passes(c, r.found, r.whole);
   return r;
}

struct check_result query_check_recording(const struct profile *p,
                                          bool unfinished)
{
   struct check_result r = {.text = NULL, .problem = ""};

   if (!p->finished && p->kind == PROFILE_MS2 && !unfinished) {
      r.text = "the run is recorded to its end";
      r.problem = "the program was killed or still runs, so nobody knows the "
                  "rest; --unfinished checks what is there";
   } else if (p->has_blocks && profile_heap(p)->total.blocks == 0 &&
              profile_heap(p)->end.blocks == 0) {
      r.text = "allocations are recorded";
      r.problem = "none was seen: a static program, an allocator of its own, "
                  "or recording was off";
   }
   return r;
}
