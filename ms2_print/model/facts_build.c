/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the facts: contexts, threads, regions and marks. */
#include "model/facts_build.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "model/facts_build_parts.h"

struct facts_build *facts_build_new(struct profile *p)
{
   struct facts_build *f = calloc(1, sizeof *f);

   if (!f)
      die("out of memory");
   f->profile = p;
   vector_init(&f->sizes, 1);
   vector_init(&f->packed, 1);
   vector_init(&f->places, sizeof(struct packed_place));
   vector_init(&f->chains, sizeof(struct chain_line));
   vector_init(&f->region_sites, sizeof(struct site_line));
   vector_init(&f->library, sizeof(struct heap_part));
   vector_init(&f->survivors, sizeof(struct survivors));
   vector_init(&f->looks, sizeof(struct survivors_look));
   vector_init(&f->threads, sizeof(struct thread));
   vector_init(&f->regions, sizeof(struct region));
   vector_init(&f->marks, sizeof(struct run_mark));
   facts_build_pages_init(f);
   facts_build_use_init(f);
   facts_build_owners_init(f);
   for (enum series s = 0; s < SERIES_COUNT; s++) {
      vector_init(&f->parts[s].pages, sizeof(struct mapper_part));
      vector_init(&f->parts[s].stacks, sizeof(struct stack_part));
      vector_init(&f->parts[s].heap, sizeof(struct heap_part));
   }
   return f;
}

void facts_build_free(struct facts_build *f)
{
   if (!f)
      return;
   free(f->sizes.items);
   free(f->packed.items);
   free(f->places.items);
   free(f->chains.items);
   free(f->region_sites.items);
   free(f->library.items);
   free(f->survivors.items);
   free(f->looks.items);
   free(f->threads.items);
   free(f->regions.items);
   free(f->marks.items);
   free(f->mappers.items);
   facts_build_use_free(f);
   facts_build_owners_free(f);
   for (enum series s = 0; s < SERIES_COUNT; s++) {
      free(f->parts[s].pages.items);
      free(f->parts[s].stacks.items);
      free(f->parts[s].heap.items);
   }
   free(f);
}

const char *facts_build_fault(const struct facts_build *f)
{
   return f->fault;
}

bool facts_build_is_kind(uint64_t number)
{
   return number > PAGE_UNKNOWN && number < PAGE_KINDS;
}

bool facts_build_is_series(uint64_t number)
{
   return number > SERIES_HEAP && number < SERIES_COUNT;
}

/* Faults. */

bool facts_build_fail(struct facts_build *f, const char *expected,
                      uint64_t limit, uint64_t found)
{
   f->fault = arena_printf(f->profile->arena,
                           "expected %s %" PRIu64 ", found %" PRIu64, expected,
                           limit, found);
   return false;
}

bool facts_build_at_most(struct facts_build *f, const char *what,
                         uint64_t found, uint64_t limit)
{
   return found <= limit || facts_build_fail(f, what, limit, found);
}

bool facts_build_equals(struct facts_build *f, const char *what, uint64_t found,
                        uint64_t sum)
{
   return found == sum || facts_build_fail(f, what, sum, found);
}

bool facts_build_check_number(struct facts_build *f, const char *what,
                              uint64_t number, uint64_t n)
{
   if (number < n)
      return true;
   f->fault = n > 0 ? arena_printf(f->profile->arena,
                                   "expected the number of %s up to %" PRIu64
                                   ", found %" PRIu64,
                                   what, n - 1, number)
                    : arena_printf(f->profile->arena,
                                   "expected the number of %s, of which none "
                                   "is there, found %" PRIu64,
                                   what, number);
   return false;
}

bool facts_build_check_node(struct facts_build *f, uint64_t node)
{
   return facts_build_check_number(f, "a node", node, f->profile->n_nodes);
}

/* Contexts. */

static void add_bytes(struct vector *to, const unsigned char *from,
                      const unsigned char *end)
{
   const size_t n = (size_t)(end - from);

   if (n > 0)
      memcpy(vector_add(to, n), from, n);
}

bool facts_build_sizes(struct facts_build *f, const struct record_sizes *sizes)
{
   if (sizes->bits < f->next_bucket || sizes->bits >= FACTS_BUCKETS ||
       sizes->calls == 0) {
      f->fault = arena_printf(f->profile->arena,
                              "expected rising sizes up to 64 bits, none "
                              "without calls, found %" PRIu64
                              " bits and %" PRIu64 " calls",
                              sizes->bits, sizes->calls);
      return false;
   }
   unsigned char packed[2 * PACKED_MOST_BYTES];
   add_bytes(&f->sizes, packed,
             packed_put(packed_put(packed, sizes->bits), sizes->calls));
   f->n_sizes++;
   f->next_bucket = sizes->bits + 1;
   return true;
}

/* The sizes that came before are this context's. */
bool facts_build_context(struct facts_build *f,
                         const struct record_context_facts *c)
{
   unsigned char packed[FACTS_PACKED_MOST];

   if (!facts_build_check_node(f, c->node) ||
       !facts_build_at_most(f, "a smallest size of at most", c->min_size,
                            c->max_size) ||
       !facts_build_at_most(f, "a longest lifetime of at most", c->lifetime_max,
                            c->lifetime_sum) ||
       !facts_build_check_number(f, "a byte of packed facts", f->packed.n,
                                 UINT32_MAX)) {
      return false;
   }
   struct packed_place *place = vector_add(&f->places, 1);
   *place = (struct packed_place){(uint32_t)c->node, (uint32_t)f->packed.n};
   f->n_before = f->profile->n_snapshots;
   add_bytes(&f->packed, packed, packed + facts_pack(c, f->n_sizes, packed));
   add_bytes(&f->packed, f->sizes.items,
             (unsigned char *)f->sizes.items + f->sizes.n);
   f->sizes.n = f->n_sizes = f->next_bucket = 0;
   return true;
}

bool facts_build_chain(struct facts_build *f, const struct record_chain *c)
{
   if (!facts_build_check_node(f, c->node) ||
       !facts_build_at_most(f, "chains up to their steps,", c->chains,
                            c->steps) ||
       !facts_build_at_most(f, "steps of the longest chain up to",
                            c->longest_steps, c->steps)) {
      return false;
   }
   struct chain_line *line = vector_add(&f->chains, 1);
   *line = (struct chain_line){*c, f->chains.n};
   return true;
}

bool facts_build_library(struct facts_build *f, const struct heap_part *part)
{
   if (!facts_build_check_node(f, part->node))
      return false;
   *(struct heap_part *)vector_add(&f->library, 1) = *part;
   return true;
}

bool facts_build_waited(struct facts_build *f, const struct record_waited *w)
{
   if (w->waited_ms > w->ms) {
      return facts_build_fail(f, "milliseconds waited up to all", w->ms,
                              w->waited_ms);
   }
   f->profile->facts.waited = *w;
   return true;
}

/* Threads. */

static struct thread *threads(struct facts_build *f)
{
   return f->threads.items;
}

bool facts_build_thread(struct facts_build *f, const struct thread *t)
{
   if (f->threads.n == 0)
      ((struct thread *)vector_add(&f->threads, 1))->name = "";
   if (!facts_build_check_number(f, "one more thread", f->threads.n,
                                 UINT32_MAX)) {
      return false;
   }
   struct thread *to = vector_add(&f->threads, 1);
   *to = *t;
   to->name = "";
   to->last_superblocks = t->start_superblocks;
   to->last_ms = t->start_ms;
   return true;
}

struct thread *facts_build_thread_get(struct facts_build *f, uint64_t number)
{
   if (number == 0 || number >= f->threads.n) {
      facts_build_check_number(f, "a thread", number ? number : UINT64_MAX,
                               f->threads.n);
      return NULL;
   }
   return threads(f) + number;
}

bool facts_build_thread_name(struct facts_build *f, uint64_t number,
                             const char *name)
{
   struct thread *t = facts_build_thread_get(f, number);

   if (!t)
      return false;
   t->name = arena_strdup(f->profile->arena, name);
   return true;
}

bool facts_build_thread_facts(struct facts_build *f, uint64_t number,
                              const struct thread *t)
{
   struct thread *to = facts_build_thread_get(f, number);

   if (!to || !facts_build_at_most(f, "blocks of other threads up to",
                                   t->other_freed_blocks, t->freed.blocks)) {
      return false;
   }
   if (t->last_superblocks < to->start_superblocks) {
      return facts_build_fail(f, "a thread's last moment from its start on,",
                              to->start_superblocks, t->last_superblocks);
   }
   to->has_facts = true;
   to->ended = t->ended;
   to->last_superblocks = t->last_superblocks;
   to->last_ms = t->last_ms;
   to->allocated = t->allocated;
   to->freed = t->freed;
   to->other_freed_blocks = t->other_freed_blocks;
   return true;
}

bool facts_build_thread_node(struct facts_build *f, uint64_t node,
                             uint64_t thread)
{
   struct thread *to = facts_build_thread_get(f, thread);

   if (!to || !facts_build_check_node(f, node))
      return false;
   to->node = (uint32_t)node;
   return true;
}

bool facts_build_deepest(struct facts_build *f,
                         const struct stack_part *deepest, uint64_t superblocks)
{
   struct thread *to = facts_build_thread_get(f, deepest->thread);

   if (!to || !facts_build_check_node(f, deepest->node))
      return false;
   to->deepest_bytes = deepest->bytes;
   to->deepest_node = deepest->node;
   to->deepest_superblocks = superblocks;
   return true;
}

/* Regions. */

bool facts_build_region(struct facts_build *f, uint64_t parent,
                        const char *name)
{
   if (f->regions.n == 0)
      ((struct region *)vector_add(&f->regions, 1))->name = "";
   if (!facts_build_check_number(f, "a region", parent, f->regions.n))
      return false;
   struct region *to = vector_add(&f->regions, 1);
   to->parent = (uint32_t)parent;
   to->name = arena_strdup(f->profile->arena, name);
   return true;
}

static struct region *region_get(struct facts_build *f, uint64_t number)
{
   if (number == 0 || number >= f->regions.n) {
      facts_build_check_number(f, "a region", number ? number : UINT64_MAX,
                               f->regions.n);
      return NULL;
   }
   return (struct region *)f->regions.items + number;
}

bool facts_build_region_facts(struct facts_build *f, uint64_t number,
                              const struct region *r)
{
   struct region *to = region_get(f, number);

   if (!to || !facts_build_at_most(f, "a region's peak of at most",
                                   r->peak_bytes, r->allocated.bytes)) {
      return false;
   }
   to->n_calls = r->n_calls;
   to->allocated = r->allocated;
   to->freed = r->freed;
   to->peak_bytes = r->peak_bytes;
   return true;
}

bool facts_build_site(struct facts_build *f, const struct region_site *site)
{
   if (!region_get(f, site->region) || !facts_build_check_node(f, site->node))
      return false;
   struct site_line *line = vector_add(&f->region_sites, 1);
   line->site = *site;
   line->line = f->region_sites.n;
   return true;
}

bool facts_build_mark(struct facts_build *f, const struct run_mark *m)
{
   if ((m->region > 0 && !region_get(f, m->region)) ||
       (m->thread > 0 && !facts_build_thread_get(f, m->thread))) {
      return false;
   }
   struct run_mark *to = vector_add(&f->marks, 1);
   *to = *m;
   to->snapshot = f->profile->n_snapshots ? f->profile->n_snapshots - 1 : 0;
   return true;
}
