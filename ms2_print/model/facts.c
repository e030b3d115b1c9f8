/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding and unpacking facts.

   A context's facts are packed as a row of numbers (packed.h): the values of
   the format's record in its order, without its key, then how many buckets
   follow, then each as its number and its calls.  Most contexts take less than
   20 bytes of what would be 600. */
#include "model/facts.h"

#include <string.h>

#include "base/sorted.h"
#include "model/packed.h"
#include "ms2_format.h"

size_t facts_pack(const struct record_context_facts *c, uint64_t n_buckets,
                  unsigned char *to)
{
   unsigned char *at = to;

#define PUT_key(name)
#define PUT_value(name) at = packed_put(at, c->name);
#define PUT_ended(name) at = packed_put(at, c->name);
#define PUT(name, type, role, unit) PUT_##role(name)
   MS2_FIELDS_context_facts(PUT)
#undef PUT
       return (size_t)(packed_put(at, n_buckets) - to);
}

void facts_context(const struct facts *f, size_t index,
                   struct context_facts *to)
{
   const unsigned char *at = f->packed + f->places[index].at;

#define GET_key(name) to->name = f->places[index].node;
#define GET_value(name) at = packed_get(at, &to->name);
#define GET_ended(name) at = packed_get(at, &to->name);
#define GET(name, type, role, unit) GET_##role(name)
   MS2_FIELDS_context_facts(GET)
#undef GET
       to->sizes.packed = packed_get(at, &to->sizes.n_left);
}

bool facts_sizes_next(struct facts_sizes *s, struct facts_size *to)
{
   if (s->n_left == 0)
      return false;
   s->packed = packed_get(packed_get(s->packed, &to->bucket), &to->calls);
   s->n_left--;
   return true;
}

size_t facts_packed_bytes(const unsigned char *packed)
{
   const unsigned char *at = packed;
   uint64_t n;

#define SKIP_key(name)
#define SKIP_value(name) at = packed_get(at, &n);
#define SKIP_ended(name) at = packed_get(at, &n);
#define SKIP(name, type, role, unit) SKIP_##role(name)
   MS2_FIELDS_context_facts(SKIP)
#undef SKIP
       at = packed_get(at, &n);
   for (uint64_t i = n; i > 0; i--)
      at = packed_get(packed_get(at, &n), &n);
   return (size_t)(at - packed);
}

struct usage facts_short_lived(const struct context_facts *c)
{
   return (struct usage){c->short_lived_bytes, c->short_lived_blocks};
}

struct usage facts_all_short_lived(const struct facts *f)
{
   struct usage sum = {0, 0};

   for (size_t i = 0; i < f->n_contexts; i++) {
      struct context_facts c;

      facts_context(f, i, &c);
      usage_add(&sum, facts_short_lived(&c));
   }
   return sum;
}

bool facts_context_find(const struct facts *f, uint32_t node,
                        struct context_facts *to)
{
   const struct packed_place *place = sorted_find(
       SORTED(f->places, f->n_contexts, struct packed_place, node), node);

   if (place) {
      facts_context(f, (size_t)(place - f->places), to);
      return true;
   }
   memset(to, 0, sizeof *to);
   return false;
}

void facts_expect(const struct facts *f, uint32_t context, unsigned step)
{
   if (f->n_contexts == 0)
      return;
   if (step == 0) {
      __builtin_prefetch(&f->place_of[context]);
      return;
   }
   const uint32_t place = f->place_of[context];

   if (place > 0 && step == 1)
      __builtin_prefetch(&f->places[place - 1]);
   else if (place > 0)
      __builtin_prefetch(f->packed + f->places[place - 1].at);
}

bool facts_context_of(const struct facts *f, uint32_t context,
                      struct context_facts *to)
{
   const uint32_t place = f->n_contexts > 0 ? f->place_of[context] : 0;

   if (place > 0)
      facts_context(f, place - 1, to);
   else
      memset(to, 0, sizeof *to);
   return place > 0;
}

bool facts_context_next(const struct facts *f, size_t *next, uint32_t node,
                        struct context_facts *to)
{
   while (*next < f->n_contexts && f->places[*next].node < node)
      ++*next;
   if (*next < f->n_contexts && f->places[*next].node == node) {
      facts_context(f, *next, to);
      return true;
   }
   memset(to, 0, sizeof *to);
   return false;
}

const struct record_chain *facts_chain_find(const struct facts *f,
                                            uint32_t node)
{
   return sorted_find(SORTED(f->chains, f->n_chains, struct record_chain, node),
                      node);
}

struct usage facts_library_find(const struct facts *f, uint32_t node)
{
   const struct heap_part *found = sorted_find(
       SORTED(f->library, f->n_library, struct heap_part, node), node);

   return found ? found->live : (struct usage){0, 0};
}

size_t facts_survivors_from(const struct facts *f, uint32_t node)
{
   return sorted_from(
       SORTED(f->survivors.rows, f->survivors.n, struct survivors, node), node);
}

size_t facts_sites_from(const struct facts *f, uint32_t region)
{
   return sorted_from(
       SORTED(f->region_sites, f->n_region_sites, struct region_site, region),
       region);
}

const struct owner_search *facts_search_last(const struct facts *f,
                                             const char *how)
{
   for (size_t i = f->n_searches; i > 0; i--) {
      if (strcmp(f->searches[i - 1].how, how) == 0)
         return &f->searches[i - 1];
   }
   return NULL;
}

unsigned facts_bucket(uint64_t size)
{
   return size == 0 ? 0 : 64 - (unsigned)__builtin_clzll(size);
}

/* The series. */

static const struct {
   const char *name, *words;
} series_rows[] = {[SERIES_HEAP] = {"heap", "heap"},
#define ROW(name, number, words) [number] = {#name, words},
                   MS2_FORMAT_SERIES(ROW)
#undef ROW
};

_Static_assert(sizeof series_rows / sizeof series_rows[0] == SERIES_COUNT,
               "every series of the format has its name here");

const char *facts_series_name(enum series series)
{
   return series_rows[series].name;
}

const char *facts_series_words(enum series series)
{
   return series_rows[series].words;
}

/* The hints. */

const char *facts_hint_text(const char *word)
{
   static const struct {
      const char *word, *text;
   } hints[] = {
#define ROW(word, text) {word, text},
       MS2_FORMAT_HINTS(ROW)
#undef ROW
   };

   for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
      if (strcmp(hints[i].word, word) == 0)
         return hints[i].text;
   }
   return NULL;
}

/* The kinds of pages. */

static const struct {
   const char *name;
   const char *words;
   bool counted;
} kinds[] = {[PAGE_UNKNOWN] = {"?", "?", false},
#define ROW(name, number, counted, words) [number] = {#name, words, counted},
             MS2_FORMAT_PAGE_KINDS(ROW)
#undef ROW
};

_Static_assert(sizeof kinds / sizeof kinds[0] == PAGE_KINDS,
               "every kind of the format has its name here");

const char *facts_page_kind_name(enum page_kind kind)
{
   return kinds[kind < PAGE_KINDS ? kind : PAGE_UNKNOWN].name;
}

const char *facts_page_kind_words(enum page_kind kind)
{
   return kinds[kind < PAGE_KINDS ? kind : PAGE_UNKNOWN].words;
}

bool facts_page_kind_is_counted(enum page_kind kind)
{
   return kind < PAGE_KINDS && kinds[kind].counted;
}
