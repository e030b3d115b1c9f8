/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the facts: what the program used of its memory. */
#include "model/facts_build.h"
#include "model/facts_build_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/order.h"

/* A line, and its place in the file: of equal keys the last one counts. */
struct accesses_line {
   struct record_accesses accesses;
   uint64_t line;
};

struct run_line {
   struct record_access_run run;
   uint64_t line;
};

void facts_build_use_init(struct facts_build *f)
{
   for (enum use_when w = 0; w < USE_MOMENTS; w++) {
      vector_init(&f->use[w].packed, 1);
      vector_init(&f->use[w].places, sizeof(struct packed_place));
   }
   vector_init(&f->accesses, sizeof(struct accesses_line));
   vector_init(&f->access_runs, sizeof(struct run_line));
}

void facts_build_use_free(struct facts_build *f)
{
   for (enum use_when w = 0; w < USE_MOMENTS; w++) {
      free(f->use[w].packed.items);
      free(f->use[w].places.items);
   }
   free(f->accesses.items);
   free(f->access_runs.items);
}

/* ---- moments ------------------------------------------------------------- */

bool facts_build_use_part(struct facts_build *f, enum use_when when,
                          const struct record_use_part *p)
{
   const uint64_t touched = p->bytes - p->never_touched;
   struct use_build *u = &f->use[when];
   unsigned char packed[USE_PACKED_MOST];

   if (!facts_build_check_node(f, p->node) ||
       !facts_build_at_most(f, "bytes never touched up to the context's,",
                            p->never_touched, p->bytes) ||
       !facts_build_at_most(f, "bytes never read up to those touched,",
                            p->never_read, touched) ||
       !facts_build_at_most(f, "bytes never written again up to the context's,",
                            p->never_rewritten, p->bytes) ||
       !facts_build_at_most(f, "bytes idle for an eighth up to those touched,",
                            p->idle_eighth, touched) ||
       !facts_build_at_most(f, "bytes idle for a quarter up to an eighth's,",
                            p->idle_quarter, p->idle_eighth) ||
       !facts_build_at_most(f, "bytes idle for a half up to a quarter's,",
                            p->idle_half, p->idle_quarter) ||
       !facts_build_at_most(f, "bytes not touched again up to the context's,",
                            p->not_again, p->bytes) ||
       !facts_build_at_most(f, "bytes of tails up to those never touched,",
                            p->tail_bytes, p->never_touched) ||
       !facts_build_at_most(f, "blocks with a tail up to the context's,",
                            p->tail_blocks, p->blocks) ||
       !facts_build_check_number(f, "a byte of packed use", u->packed.n,
                                 UINT32_MAX)) {
      return false;
   }
   const size_t length = use_part_pack(p, packed);
   struct packed_place *place = vector_add(&u->places, 1);
   *place = (struct packed_place){(uint32_t)p->node, (uint32_t)u->packed.n};
   memcpy(vector_add(&u->packed, length), packed, length);
   return true;
}

static int compare_places(const void *left, const void *right)
{
   const struct packed_place *a = left, *b = right;

   return order_up(a->node, b->node);
}

/* What is known of it, which lies here. */
static struct use_moment moment_of(const struct use_build *u)
{
   struct use_moment m = u->moment;

   m.places = u->places.items;
   m.n_parts = u->n_in_force;
   m.packed = u->packed.items;
   return m;
}

/* The parts are of other contexts each, and of what was held. */
static bool check_use_parts(struct facts_build *f, struct use_build *u,
                            struct usage heap)
{
   struct usage sum = {0, 0};

   vector_sort(&u->places, compare_places);
   const struct use_moment m = moment_of(u);
   for (size_t i = 0; i < m.n_parts; i++) {
      struct record_use_part part;

      use_part(&m, i, &part);
      if (i > 0 && part.node == m.places[i - 1].node) {
         f->fault = arena_printf(f->profile->arena,
                                 "expected one line of use of node %" PRIu64
                                 ", found two",
                                 part.node);
         return false;
      }
      if (!usage_add(&sum, (struct usage){part.bytes, part.blocks})) {
         return facts_build_fail(f, "bytes that were looked at below",
                                 UINT64_MAX, UINT64_MAX);
      }
   }
   return facts_build_at_most(f, "bytes that were looked at up to those held,",
                              sum.bytes, heap.bytes) &&
          facts_build_at_most(f, "blocks that were looked at up to those held,",
                              sum.blocks, heap.blocks);
}

static void drop_old(struct use_build *u)
{
   vector_drop_first(&u->packed, u->n_bytes_in_force);
   vector_drop_first(&u->places, u->n_in_force);
   struct packed_place *places = u->places.items;
   for (size_t i = 0; i < u->places.n; i++)
      places[i].at -= (uint32_t)u->n_bytes_in_force;
   u->n_bytes_in_force = u->packed.n;
   u->n_in_force = u->places.n;
}

/* What is known of the moment so far is replaced, with its parts. */
bool facts_build_use(struct facts_build *f, enum use_when when,
                     const struct use_moment *moment)
{
   struct use_build *u = &f->use[when];

   drop_old(u);
   u->moment = *moment;
   u->moment.known = true;
   /* All blocks of the run are no heap of any moment. */
   return check_use_parts(
       f, u,
       when == USE_ALL ? (struct usage){UINT64_MAX, UINT64_MAX} : moment->heap);
}

/* ---- counts -------------------------------------------------------------- */

bool facts_build_accesses(struct facts_build *f,
                          const struct record_accesses *a)
{
   if (!facts_build_check_node(f, a->node))
      return false;
   struct accesses_line *line = vector_add(&f->accesses, 1);
   *line = (struct accesses_line){*a, f->accesses.n};
   return true;
}

/* A run begins at offset 0, or where the one before it ended. */
static bool check_place(struct facts_build *f,
                        const struct record_access_run *r)
{
   const struct run_line *lines = f->access_runs.items;
   const struct record_access_run *before =
       f->access_runs.n > 0 ? &lines[f->access_runs.n - 1].run : NULL;

   if (r->offset == 0)
      return true;
   if (!before || before->node != r->node || before->size != r->size) {
      return facts_build_fail(f, "the first run of a context at offset", 0,
                              r->offset);
   }
   return facts_build_equals(f, "a run to follow the one before it, at offset",
                             r->offset, before->offset + before->bytes);
}

bool facts_build_access_run(struct facts_build *f,
                            const struct record_access_run *r)
{
   if (!facts_build_check_node(f, r->node) || !check_place(f, r) ||
       !facts_build_at_most(f, "an offset up to the size,", r->offset,
                            r->size) ||
       !facts_build_at_most(f, "bytes of a run up to the rest of the block,",
                            r->bytes, r->size - r->offset)) {
      return false;
   }
   struct run_line *line = vector_add(&f->access_runs, 1);
   *line = (struct run_line){*r, f->access_runs.n};
   return true;
}

/* ---- the seal ------------------------------------------------------------ */

static int compare_accesses(const void *left, const void *right)
{
   const struct accesses_line *a = left, *b = right;
   const int c = order_up(a->accesses.node, b->accesses.node);

   return c ? c : order_up(a->line, b->line);
}

static int compare_runs(const void *left, const void *right)
{
   const struct run_line *a = left, *b = right;
   const int c = order_up(a->run.node, b->run.node);

   return c ? c : order_up(a->line, b->line);
}

static void hand_over_accesses(struct facts_build *f, struct use *to)
{
   struct record_accesses *all =
       arena_array(f->profile->arena, f->accesses.n, sizeof all[0]);
   size_t n = 0;

   vector_sort(&f->accesses, compare_accesses);
   const struct accesses_line *lines = f->accesses.items;
   for (size_t i = 0; i < f->accesses.n; i++) {
      if (i + 1 == f->accesses.n ||
          lines[i + 1].accesses.node != lines[i].accesses.node) {
         all[n++] = lines[i].accesses;
      }
   }
   to->accesses = all;
   to->n_accesses = n;
}

/* Of each context only the last row of runs. */
static void hand_over_runs(struct facts_build *f, struct use *to)
{
   struct record_access_run *all =
       arena_array(f->profile->arena, f->access_runs.n, sizeof all[0]);
   size_t n = 0, first = 0; /* of the context at hand */

   vector_sort(&f->access_runs, compare_runs);
   const struct run_line *lines = f->access_runs.items;
   for (size_t i = 0; i < f->access_runs.n; i++) {
      if (n > 0 && all[n - 1].node != lines[i].run.node)
         first = n;
      if (lines[i].run.offset == 0)
         n = first;
      all[n++] = lines[i].run;
   }
   to->runs = all;
   to->n_runs = n;
}

void facts_build_use_hand_over(struct facts_build *f)
{
   struct use *to = &f->profile->facts.use;

   for (enum use_when w = 0; w < USE_MOMENTS; w++) {
      struct use_build *u = &f->use[w];

      u->packed.n = u->n_bytes_in_force;
      u->places.n = u->n_in_force;
      to->at[w] = moment_of(u);
      to->at[w].places = vector_copy(&u->places, f->profile->arena);
      to->at[w].packed = vector_copy(&u->packed, f->profile->arena);
   }
   hand_over_accesses(f, to);
   hand_over_runs(f, to);
}
