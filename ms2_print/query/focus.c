/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile with some of its stacks only. */
#include "query/focus.h"

#include "base/arena.h"
#include "model/names.h"
#include "query/site.h"

struct work {
   struct arena *arena;
   const struct profile *whole;
   struct profile *part;
   const bool *in; /* by node */
};

static bool frame_matches(struct arena *a, const char *glob,
                          const struct profile *p,
                          const struct address *address,
                          const struct frame *frame)
{
   const struct site s = {.function = frame->function,
                          .file = "",
                          .object = p->objects[address->object].path,
                          .called = profile_object_name(p, address->object),
                          .address = site_address(a, p, address, frame)};

   return names_match(a, glob, s.address[0] ? site_label(a, &s) : s.function);
}

static bool address_matches(struct arena *a, const char *glob,
                            const struct profile *p,
                            const struct address *address)
{
   for (uint32_t i = 0; i < address->n_frames; i++) {
      if (frame_matches(a, glob, p, address, &address->frames[i]))
         return true;
   }
   return false;
}

/* A node's parent has a lower number, so its answer is there already. */
static const bool *find_nodes(struct arena *a, const struct profile *p,
                              const char *glob)
{
   bool *by_address = arena_array(a, p->n_addresses, sizeof by_address[0]);
   bool *in = arena_array(a, p->n_nodes, sizeof in[0]);

   for (uint32_t i = 0; i < p->n_addresses; i++)
      by_address[i] = address_matches(a, glob, p, &p->addresses[i]);
   for (uint32_t i = 1; i < p->n_nodes; i++)
      in[i] = in[p->nodes[i].parent] || by_address[p->nodes[i].address];
   return in;
}

/* Sums of contexts, and of all of them.  Returns whether there is any. */
static bool copy_sums(const struct work *w)
{
   const struct profile *p = w->whole;
   struct context_sums *sums =
       arena_array(w->arena, p->n_contexts, sizeof sums[0]);
   struct usage *peaks = arena_array(w->arena, p->n_contexts, sizeof peaks[0]);
   bool any = false;

   w->part->total = w->part->end = w->part->peak.heap = (struct usage){0, 0};
   for (uint32_t node = 0; node < p->n_nodes; node++) {
      const uint32_t c = p->context_of[node];

      if (c == 0 || !w->in[node])
         continue;
      any = true;
      sums[c] = p->sums[c];
      peaks[c] = p->peaks[c];
      usage_add(&w->part->total, sums[c].allocated);
      usage_add(&w->part->end, sums[c].end);
      usage_add(&w->part->peak.heap, peaks[c]);
   }
   w->part->sums = sums;
   w->part->peaks = peaks;
   return any;
}

static struct usage copy_inherited(const struct work *w)
{
   const struct profile *p = w->whole;
   struct context_usage *list =
       arena_array(w->arena, p->n_inherited, sizeof list[0]);
   struct usage sum = {0, 0};
   size_t n = 0;

   for (size_t i = 0; i < p->n_inherited; i++) {
      if (!w->in[p->inherited[i].node])
         continue;
      list[n++] = p->inherited[i];
      usage_add(&sum, p->inherited[i].live);
   }
   w->part->inherited = list;
   w->part->n_inherited = n;
   if (!p->held)
      return sum;
   struct usage *held = arena_array(w->arena, p->n_contexts, sizeof held[0]);
   for (size_t i = 0; i < n; i++)
      usage_add(&held[p->context_of[list[i].node]], list[i].live);
   w->part->held = held;
   return sum;
}

/* How high these stacks were between two snapshots nobody knows: the higher of
   the two must do. */
static void set_heap(struct snapshot *s, struct usage before, struct usage now)
{
   s->heap = now;
   s->max_heap_bytes = now.bytes > before.bytes ? now.bytes : before.bytes;
   s->max_superblocks = s->when.on[AXIS_SUPERBLOCKS];
}

static void copy_snapshots(const struct work *w, struct usage heap)
{
   const struct profile *p = w->whole;
   struct snapshot *all = arena_array(w->arena, p->n_snapshots, sizeof all[0]);
   struct deltas *deltas = deltas_new(w->arena);

   for (size_t i = 0; i < p->n_snapshots; i++) {
      struct delta_cursor c = profile_deltas(p, i);
      const struct usage before = heap;

      all[i] = p->snapshots[i];
      all[i].deltas = deltas_begin(deltas);
      all[i].n_deltas = 0;
      all[i].has_use = false; /* known of all stacks together */
      struct delta d;
      while (deltas_next(&c, &d)) {
         if (!w->in[d.node])
            continue;
         deltas_add(deltas, &d);
         all[i].n_deltas++;
         usage_add(&heap, usage_minus(d.allocated, d.freed));
      }
      set_heap(&all[i], before, heap);
   }
   w->part->snapshots = all;
   w->part->deltas = deltas;
}

/* One function each for the absolute values and the peaks of the format: those
   of contexts are copied for the stacks that stay, all others as they are. */

static void copy_context_facts(const struct work *w)
{
   const struct facts *from = &w->whole->facts;
   struct facts *to = &w->part->facts;
   struct packed_place *places =
       arena_array(w->arena, from->n_contexts, sizeof places[0]);
   uint32_t *place_of =
       arena_array(w->arena, w->whole->n_contexts, sizeof place_of[0]);

   to->n_contexts = 0;
   for (size_t i = 0; i < from->n_contexts; i++) {
      const uint32_t node = from->places[i].node;

      if (!w->in[node])
         continue;
      places[to->n_contexts++] = from->places[i];
      place_of[w->whole->context_of[node]] = (uint32_t)to->n_contexts;
   }
   to->places = places;
   to->place_of = place_of;
}

static void copy_chain(const struct work *w)
{
   const struct facts *from = &w->whole->facts;
   struct facts *to = &w->part->facts;
   struct record_chain *chains =
       arena_array(w->arena, from->n_chains, sizeof chains[0]);

   to->n_chains = 0;
   for (size_t i = 0; i < from->n_chains; i++) {
      if (w->in[from->chains[i].node])
         chains[to->n_chains++] = from->chains[i];
   }
   to->chains = chains;
}

static void copy_library(const struct work *w)
{
   const struct facts *from = &w->whole->facts;
   struct facts *to = &w->part->facts;
   struct heap_part *parts =
       arena_array(w->arena, from->n_library, sizeof parts[0]);

   to->n_library = 0;
   to->library_total = (struct usage){0, 0};
   for (size_t i = 0; i < from->n_library; i++) {
      if (!w->in[from->library[i].node])
         continue;
      parts[to->n_library++] = from->library[i];
      usage_add(&to->library_total, from->library[i].live);
   }
   to->library = parts;
}

static struct survivors_look part_of_look(const struct work *w,
                                          const struct survivors_look *look)
{
   struct survivors *rows = arena_array(w->arena, look->n, sizeof rows[0]);
   size_t n = 0;

   for (size_t i = 0; i < look->n; i++) {
      if (w->in[look->rows[i].node])
         rows[n++] = look->rows[i];
   }
   return (struct survivors_look){look->as_of, rows, n};
}

static void copy_survivors(const struct work *w)
{
   const struct facts *from = &w->whole->facts;
   struct facts *to = &w->part->facts;
   struct survivors_look *looks =
       arena_array(w->arena, from->n_looks, sizeof looks[0]);

   for (size_t i = 0; i < from->n_looks; i++)
      looks[i] = part_of_look(w, &from->looks[i]);
   to->looks = looks;
   to->survivors = part_of_look(w, &from->survivors);
}

static void copy_part(const struct work *w)
{
   for (enum series s = SERIES_HEAP; s < SERIES_COUNT; s++) {
      const struct other_peak *peak = &w->whole->facts.peaks[s];
      struct heap_part *parts =
          arena_array(w->arena, peak->n_heap_parts, sizeof parts[0]);
      size_t n = 0;

      for (size_t i = 0; i < peak->n_heap_parts; i++) {
         if (w->in[peak->heap_parts[i].node])
            parts[n++] = peak->heap_parts[i];
      }
      w->part->facts.peaks[s].heap_parts = parts;
      w->part->facts.peaks[s].n_heap_parts = n;
   }
}

/* What was held at the moment, of these stacks. */
static void copy_use_moment(const struct work *w, const struct use_moment *from,
                            struct use_moment *to)
{
   struct packed_place *places =
       arena_array(w->arena, from->n_parts, sizeof places[0]);

   to->n_parts = 0;
   to->heap = (struct usage){0, 0};
   for (size_t i = 0; i < from->n_parts; i++) {
      struct record_use_part part;

      if (!w->in[from->places[i].node])
         continue;
      places[to->n_parts++] = from->places[i];
      use_part(from, i, &part);
      usage_add(&to->heap, (struct usage){part.bytes, part.blocks});
   }
   to->places = places;
}

static void copy_use_part(const struct work *w)
{
   for (enum use_when i = 0; i < USE_MOMENTS; i++) {
      copy_use_moment(w, &w->whole->facts.use.at[i], &w->part->facts.use.at[i]);
   }
}

static void copy_accesses(const struct work *w)
{
   const struct use *from = &w->whole->facts.use;
   struct use *to = &w->part->facts.use;
   struct record_accesses *all =
       arena_array(w->arena, from->n_accesses, sizeof all[0]);

   to->n_accesses = 0;
   for (size_t i = 0; i < from->n_accesses; i++) {
      if (w->in[from->accesses[i].node])
         all[to->n_accesses++] = from->accesses[i];
   }
   to->accesses = all;
}

/* What other stacks hold of these is held as before; their own blocks do not
   count. */
static const struct owner *focus_owners(const struct work *w,
                                        const struct owner_search *from)
{
   struct owner *all = arena_array(w->arena, from->n_owners, sizeof all[0]);

   for (uint32_t i = 0; i < from->n_owners; i++) {
      all[i] = from->owners[i];
      all[i].retained = (struct usage){0, 0};
      if (all[i].kind != OWNER_blocks || !w->in[all[i].number])
         all[i].own = (struct usage){0, 0};
   }
   owners_sum_retained(all, from->n_owners);
   return all;
}

static void focus_search(const struct work *w, struct owner_search *s)
{
   const struct owner_search from = *s;
   struct owner_total *totals =
       arena_array(w->arena, from.n_totals, sizeof totals[0]);
   struct owner_block *blocks =
       arena_array(w->arena, from.n_blocks, sizeof blocks[0]);

   s->owners = focus_owners(w, &from);
   s->heap = (struct usage){0, 0};
   for (enum loss c = LOSS_none; c < LOSS_CLASSES; c++)
      s->by_loss[c] = (struct usage){0, 0};
   s->n_totals = s->n_blocks = 0;
   for (size_t i = 0; i < from.n_totals; i++) {
      const struct owner_total *t = &from.totals[i];

      if (!w->in[t->node])
         continue;
      totals[s->n_totals++] = *t;
      usage_add(&s->by_loss[t->loss], t->blocks);
      usage_add(&s->heap, t->blocks);
   }
   for (size_t i = 0; i < from.n_blocks; i++) {
      if (w->in[from.blocks[i].node])
         blocks[s->n_blocks++] = from.blocks[i];
   }
   s->totals = totals;
   s->blocks = blocks;
}

static void copy_searches(const struct work *w)
{
   const struct facts *from = &w->whole->facts;
   struct owner_search *searches =
       arena_array(w->arena, from->n_searches, sizeof searches[0]);

   for (size_t i = 0; i < from->n_searches; i++) {
      searches[i] = from->searches[i];
      focus_search(w, &searches[i]);
   }
   w->part->facts.searches = searches;
}

/* In the contexts' sums, or in their packed facts. */
#define copy_peak_part(w)
#define copy_peak(w)
#define copy_sizes(w)

/* With their parts, and found by their node alone. */
#define copy_use(w)
#define copy_access_run(w)

/* Not by stack, or of no context's heap. */
#define copy_page_part(w)
#define copy_mapping_part(w)
#define copy_stack_part(w)
#define copy_other_peak(w)
#define copy_thread_facts(w)
#define copy_deepest(w)
#define copy_region_facts(w)
#define copy_region_site(w)
#define copy_waited(w)

#define COPY_definition(name)
#define COPY_difference(name)
#define COPY_level(name)
#define COPY_snapshot(name)
#define COPY_mark(name)
#define COPY_end(name)
#define COPY_peak(name) copy_##name(w);
#define COPY_absolute(name) copy_##name(w);
#define COPY(name, letter, kind) COPY_##kind(name)

static void copy_facts(const struct work *w)
{
   MS2_FORMAT_RECORDS(COPY)
   copy_searches(w);
}

struct profile *focus_new(struct arena *a, const struct profile *p,
                          const char *glob)
{
   struct profile *part = arena_alloc(a, sizeof *part);
   struct arena *scratch = arena_new();
   const struct work w = {a, p, part, find_nodes(scratch, p, glob)};

   *part = *p;
   part->arena = a;
   part->heap = NULL; /* it is not of this part */
   if (copy_sums(&w)) {
      copy_snapshots(&w, copy_inherited(&w));
      copy_facts(&w);
   } else {
      part = NULL;
   }
   arena_free(scratch);
   return part;
}
