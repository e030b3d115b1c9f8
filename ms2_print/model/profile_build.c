/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building a profile: see profile_build.h.

   Invariant: sums[c] is what context number c allocated and holds after all
   changes so far, and heap is the sum of what all hold.  The seal takes
   back those that are not in force.  No sum here can overflow
   unnoticed: the sum over all contexts of what was allocated and inherited is
   checked, and every other sum is a part of it. */
#include "model/profile_build.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "model/facts_build.h"

/* Numbers of strings, objects, addresses and nodes fit in 32 bits with room
   for "one more". */
#define MOST_NUMBERS (UINT32_MAX - 1)

/* Those of addresses share their word with a flag: see struct node. */
#define MOST_ADDRESSES (UINT32_MAX / 2)

/* Half of the lines that the reader looks ahead. */
#define EXPECTED 8u

struct list {
   const char **texts;
   size_t n, room;
};

struct profile_build {
   struct profile *profile;
   struct arena *arena;
   const char *fault;

   struct list strings, lists[RUN_LISTS];
   struct facts_build *facts;
   struct object *objects;
   size_t objects_room;
   struct address *addresses;
   size_t addresses_room;
   struct frame *frames; /* of the last address, growing */
   size_t frames_room;
   struct node *nodes;
   size_t nodes_room;
   uint32_t *context_of; /* by node */
   size_t context_of_room;
   struct snapshot *snapshots;
   size_t snapshots_room;
   struct context_usage *inherited;
   size_t inherited_room;

   /* Of the next snapshot: not in force yet. */
   struct deltas *deltas;
   size_t deltas_place, n_deltas;
   struct record_levels levels;
   bool has_levels;
   struct record_use_levels use_levels; /* likewise */
   bool has_use_levels;

   /* By context.  Small, since every change of a file comes by here; `end` is
      what it holds so far. */
   struct context_sums *sums;
   size_t sums_room;
   uint32_t expected[EXPECTED]; /* nodes: a ring */
   unsigned n_expected;
   struct usage heap;      /* the sum of what all contexts hold */
   struct usage allocated; /* over the run */
   struct usage added;     /* allocated and inherited */

   /* parts[0 .. n_peak_parts) belong to the last peak, the others to one
      that has not come yet. */
   struct context_usage *parts;
   size_t n_parts, parts_room, n_peak_parts;
   size_t peak_snapshot; /* number from 0, if has_peak */
   bool has_peak;
   struct peak peak;
};

/* Numbers in messages go through this: 64-bit types differ in name. */
static bool fault_number(struct profile_build *b, const char *expected,
                         uint64_t limit, uint64_t found)
{
   b->fault = arena_printf(b->arena, "expected %s %" PRIu64 ", found %" PRIu64,
                           expected, limit, found);
   return false;
}

static bool check_number(struct profile_build *b, const char *what,
                         uint64_t number, uint64_t n)
{
   if (number < n)
      return true;
   b->fault = arena_printf(
       b->arena, "expected the number of %s up to %" PRIu64 ", found %" PRIu64,
       what, n - 1, number);
   return false;
}

static bool check_most(struct profile_build *b, const char *what, uint64_t n,
                       uint32_t most)
{
   if (n < most)
      return true;
   b->fault = arena_printf(
       b->arena, "expected at most %" PRIu32 " %s, found one more", most, what);
   return false;
}

static bool check_room(struct profile_build *b, const char *what, uint64_t n)
{
   return check_most(b, what, n, MOST_NUMBERS);
}

static void list_add(struct profile_build *b, struct list *l, const char *text)
{
   l->texts =
       arena_grow(b->arena, l->texts, l->n, &l->room, sizeof l->texts[0]);
   l->texts[l->n++] = text;
}

/* The entries of number 0. */
static void add_nones(struct profile_build *b)
{
   struct frame *nameless = arena_alloc(b->arena, sizeof *nameless);

   *nameless = (struct frame){"", "", "", 0, false};
   list_add(b, &b->strings, "");
   b->objects =
       arena_grow(b->arena, NULL, 0, &b->objects_room, sizeof b->objects[0]);
   b->objects[0] = (struct object){.path = "", .build_id = ""};
   b->addresses = arena_grow(b->arena, NULL, 0, &b->addresses_room,
                             sizeof b->addresses[0]);
   b->addresses[0] = (struct address){.n_frames = 1, .frames = nameless};
   b->nodes = arena_grow(b->arena, NULL, 0, &b->nodes_room, sizeof b->nodes[0]);
   b->context_of = arena_grow(b->arena, NULL, 0, &b->context_of_room,
                              sizeof b->context_of[0]);
   b->sums = arena_grow(b->arena, NULL, 0, &b->sums_room, sizeof b->sums[0]);
   b->profile->n_objects = b->profile->n_addresses = b->profile->n_nodes =
       b->profile->n_contexts = 1;
}

struct profile_build *profile_build_new(const char *path,
                                        enum profile_kind kind)
{
   struct arena *arena = arena_new();
   struct profile_build *b = arena_alloc(arena, sizeof *b);
   struct profile *p = arena_alloc(arena, sizeof *p);

   b->arena = p->arena = arena;
   b->profile = p;
   p->path = arena_strdup(arena, path);
   p->kind = kind;
   p->has_blocks = kind != PROFILE_MASSIF;
   p->how = "";
   p->run = (struct run){"", "", "", "", "", "", "", "", "", .axis = AXIS_AUTO};
   p->run.lifetime_unit = "superblocks";
   p->run.use = "";
   b->deltas = deltas_new(arena);
   b->facts = facts_build_new(p);
   add_nones(b);
   return b;
}

struct arena *profile_build_arena(struct profile_build *b)
{
   return b->arena;
}

struct run *profile_build_run(struct profile_build *b)
{
   return &b->profile->run;
}

void profile_build_add(struct profile_build *b, enum run_list list,
                       const char *text)
{
   list_add(b, &b->lists[list], arena_strdup(b->arena, text));
}

bool profile_build_string(struct profile_build *b, const char *text,
                          size_t length)
{
   if (!check_room(b, "strings", b->strings.n))
      return false;
   list_add(b, &b->strings, arena_strndup(b->arena, text, length));
   return true;
}

bool profile_build_object(struct profile_build *b, uint64_t bias,
                          const char *path)
{
   const uint32_t n = b->profile->n_objects;

   if (!check_room(b, "objects", n))
      return false;
   b->objects = arena_grow(b->arena, b->objects, n, &b->objects_room,
                           sizeof b->objects[0]);
   b->objects[n] = (struct object){arena_strdup(b->arena, path), bias, ""};
   b->profile->n_objects++;
   return true;
}

bool profile_build_build_id(struct profile_build *b, uint64_t object,
                            const char *id)
{
   if (!check_number(b, "an object", object, b->profile->n_objects))
      return false;
   b->objects[object].build_id = arena_strdup(b->arena, id);
   return true;
}

bool profile_build_address(struct profile_build *b, uint64_t address,
                           uint64_t object)
{
   const uint32_t n = b->profile->n_addresses;

   if (!check_number(b, "an object", object, b->profile->n_objects) ||
       !check_most(b, "addresses", n, MOST_ADDRESSES)) {
      return false;
   }
   b->addresses = arena_grow(b->arena, b->addresses, n, &b->addresses_room,
                             sizeof b->addresses[0]);
   b->addresses[n] = b->addresses[0];
   b->addresses[n].address = address;
   b->addresses[n].object = (uint32_t)object;
   b->profile->n_addresses++;
   b->frames = NULL;
   b->frames_room = 0;
   return true;
}

bool profile_build_source(struct profile_build *b, const struct source *s)
{
   struct address *a = &b->addresses[b->profile->n_addresses - 1];
   const uint32_t n = b->frames ? a->n_frames : 0;
   const char **texts = b->strings.texts;

   if (b->profile->n_addresses == 1) {
      b->fault = "expected an address before its source line, found none";
      return false;
   }
   if (!check_number(b, "a string", s->function, b->strings.n) ||
       !check_number(b, "a string", s->dir, b->strings.n) ||
       !check_number(b, "a string", s->file, b->strings.n)) {
      return false;
   }
   if (s->line > UINT32_MAX)
      return fault_number(b, "a line number up to", UINT32_MAX, s->line);
   if (!b->frames_room) {
      /* Most addresses have one position: no room for sixteen. */
      b->frames = arena_array(b->arena, 1, sizeof b->frames[0]);
      b->frames_room = 1;
   }
   b->frames =
       arena_grow(b->arena, b->frames, n, &b->frames_room, sizeof b->frames[0]);
   if (n > 0)
      b->frames[n - 1].inlined = true;
   b->frames[n] = (struct frame){texts[s->function], texts[s->dir],
                                 texts[s->file], (uint32_t)s->line, false};
   a->frames = b->frames;
   a->n_frames = n + 1;
   return true;
}

bool profile_build_code(struct profile_build *b, uint64_t start, uint64_t bytes)
{
   struct address *a = &b->addresses[b->profile->n_addresses - 1];

   if (b->profile->n_addresses == 1) {
      b->fault = "expected an address before its code, found none";
      return false;
   }
   if (start > a->address || a->address - start >= bytes) {
      b->fault = arena_printf(b->arena,
                              "expected code around %" PRIx64 ", found %" PRIx64
                              " and %" PRIu64 " bytes",
                              a->address, start, bytes);
      return false;
   }
   a->function_start = start;
   a->function_bytes = bytes;
   return true;
}

bool profile_build_node(struct profile_build *b, uint64_t parent,
                        uint64_t address)
{
   const uint32_t n = b->profile->n_nodes;

   if (!check_number(b, "a node", parent, n) ||
       !check_number(b, "an address", address, b->profile->n_addresses) ||
       !check_room(b, "nodes", n)) {
      return false;
   }
   b->nodes =
       arena_grow(b->arena, b->nodes, n, &b->nodes_room, sizeof b->nodes[0]);
   b->context_of = arena_grow(b->arena, b->context_of, n, &b->context_of_room,
                              sizeof b->context_of[0]);
   b->nodes[n] =
       (struct node){(uint32_t)parent, (uint32_t)address & INT32_MAX, 0};
   b->context_of[n] = 0;
   b->profile->n_nodes++;
   return true;
}

bool profile_build_node_cut(struct profile_build *b, uint64_t node)
{
   if (!check_number(b, "a node", node, b->profile->n_nodes))
      return false;
   b->nodes[node].cut = 1;
   return true;
}

static struct context_sums *add_context(struct profile_build *b, uint64_t node)
{
   const uint32_t n = b->profile->n_contexts++;

   b->sums = arena_grow(b->arena, b->sums, n, &b->sums_room, sizeof b->sums[0]);
   b->sums[n] = (struct context_sums){{0, 0}, {0, 0}};
   b->context_of[node] = n;
   return &b->sums[n];
}

/* The sums of the node's context, which it is from now on. */
static struct context_sums *get_sums(struct profile_build *b, uint64_t node)
{
   const uint32_t number = b->context_of[node];

   return number ? &b->sums[number] : add_context(b, node);
}

static bool fault_overflow(struct profile_build *b)
{
   b->fault = "expected sums of bytes and blocks below 2^64, found more";
   return false;
}

bool profile_build_inherited(struct profile_build *b, uint64_t node,
                             struct usage held)
{
   struct profile *p = b->profile;

   if (!check_number(b, "a node", node, p->n_nodes))
      return false;
   if (p->n_snapshots > 0) {
      b->fault = "expected inherited blocks before the first snapshot only, "
                 "found them behind it";
      return false;
   }
   if (!usage_add(&b->added, held))
      return fault_overflow(b);
   usage_add(&get_sums(b, node)->end, held);
   usage_add(&b->heap, held);
   b->inherited = arena_grow(b->arena, b->inherited, p->n_inherited,
                             &b->inherited_room, sizeof b->inherited[0]);
   b->inherited[p->n_inherited++] =
       (struct context_usage){(uint32_t)node, held};
   return true;
}

/* In two steps, as each may wait for memory: the number of the context now, its
   sums when so many more have been asked for. */
void profile_build_expect(struct profile_build *b, uint64_t node)
{
   const uint32_t n_nodes = b->profile->n_nodes;
   uint32_t *slot = &b->expected[b->n_expected++ % EXPECTED];

   __builtin_prefetch(&b->sums[b->context_of[*slot]], 1);
   *slot = node < n_nodes ? (uint32_t)node : 0;
   __builtin_prefetch(&b->context_of[*slot]);
}

bool profile_build_delta(struct profile_build *b, uint64_t node,
                         struct usage allocated, struct usage freed)
{
   const struct delta d = {(uint32_t)node,
                           {allocated.bytes, allocated.blocks},
                           {freed.bytes, freed.blocks}};

   if (!check_number(b, "a node", node, b->profile->n_nodes))
      return false;
   if (!usage_add(&b->added, allocated))
      return fault_overflow(b);
   struct context_sums *sums = get_sums(b, node);
   struct usage live = sums->end;
   usage_add(&live, allocated);
   if (freed.bytes > live.bytes)
      return fault_number(b, "freed bytes up to", live.bytes, freed.bytes);
   if (freed.blocks > live.blocks)
      return fault_number(b, "freed blocks up to", live.blocks, freed.blocks);
   usage_subtract(&live, freed);
   sums->end = live;
   usage_add(&sums->allocated, allocated);
   usage_add(&b->allocated, allocated);
   usage_add(&b->heap, allocated);
   usage_subtract(&b->heap, freed);
   deltas_add(b->deltas, &d);
   b->n_deltas++;
   return true;
}

uint64_t profile_build_live_bytes(const struct profile_build *b, uint32_t node)
{
   return b->sums[b->context_of[node]].end.bytes;
}

static bool check_sum(struct profile_build *b, const char *what, uint64_t sum,
                      uint64_t found)
{
   return sum == found || fault_number(b, what, sum, found);
}

/* The sums that an ms2 file states with each snapshot. */
static bool check_sums(struct profile_build *b, const struct snapshot *s)
{
   return check_sum(b, "bytes allocated in all to be", b->allocated.bytes,
                    s->when.on[AXIS_BYTES]) &&
          check_sum(b, "calls in all to be", b->allocated.blocks,
                    s->when.on[AXIS_CALLS]) &&
          check_sum(b, "heap bytes to be", b->heap.bytes, s->heap.bytes) &&
          check_sum(b, "heap blocks to be", b->heap.blocks, s->heap.blocks);
}

/* Views draw along every clock, so none may run backwards. */
static bool check_clocks(struct profile_build *b, const struct snapshot *s)
{
   if (b->profile->n_snapshots == 0)
      return true;
   const struct snapshot *before = &b->snapshots[b->profile->n_snapshots - 1];
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++) {
      if (s->when.on[i] < before->when.on[i]) {
         return fault_number(b, "a clock that goes on from", before->when.on[i],
                             s->when.on[i]);
      }
   }
   return true;
}

/* Takes over the facts' fault, if there is one. */
static bool check_facts(struct profile_build *b, bool fine)
{
   if (!fine)
      b->fault = facts_build_fault(b->facts);
   return fine;
}

void profile_build_levels(struct profile_build *b,
                          const struct record_levels *levels)
{
   b->levels = *levels;
   b->has_levels = true;
}

void profile_build_use_levels(struct profile_build *b,
                              const struct record_use_levels *levels)
{
   b->use_levels = *levels;
   b->has_use_levels = true;
}

static void set_use(struct profile_build *b, struct snapshot *s)
{
   s->has_use = true;
   s->in_use_bytes = b->use_levels.in_use_bytes;
   s->first_touched_bytes = b->use_levels.first_touched_bytes;
   b->has_use_levels = false;
}

static void set_series(struct profile_build *b, struct snapshot *s)
{
   const struct record_levels *l = &b->levels;

   s->has_series = true;
   s->pages_bytes = l->pages_bytes;
   s->max_pages_bytes = l->max_pages_bytes;
   s->stack_bytes = l->stack_bytes;
   s->max_stack_bytes = l->max_stack_bytes;
   s->sum_bytes = l->sum_bytes;
   s->max_sum_bytes = l->max_sum_bytes;
   s->n_threads = l->threads;
   b->has_levels = false;
}

/* A snapshot that is silent on what is beside the heap: that has not changed
   since the one before. */
static void carry_series(const struct profile_build *b, struct snapshot *s)
{
   const struct profile *p = b->profile;

   if (p->n_snapshots == 0)
      return;
   const struct snapshot *last = &b->snapshots[p->n_snapshots - 1];
   if (!last->has_series)
      return;
   uint64_t beside = last->pages_bytes + last->stack_bytes;
   s->has_series = true;
   s->pages_bytes = s->max_pages_bytes = last->pages_bytes;
   s->stack_bytes = s->max_stack_bytes = last->stack_bytes;
   s->sum_bytes = s->heap.bytes + beside;
   s->max_sum_bytes = s->max_heap_bytes + beside;
   s->n_threads = last->n_threads;
}

bool profile_build_snapshot(struct profile_build *b,
                            const struct snapshot *from)
{
   struct profile *p = b->profile;
   struct snapshot carried = *from;
   struct snapshot *s = &carried;

   if (b->has_levels)
      set_series(b, &carried);
   else
      carry_series(b, &carried);
   if (b->has_use_levels)
      set_use(b, &carried);
   if (!check_clocks(b, s) || (p->has_blocks && !check_sums(b, s)) ||
       !check_facts(b, facts_build_search_end(b->facts)) ||
       !check_facts(b, facts_build_snapshot(b->facts, s))) {
      return false;
   }
   if (s->max_heap_bytes < s->heap.bytes) {
      return fault_number(b, "a highest heap of at least", s->heap.bytes,
                          s->max_heap_bytes);
   }
   b->snapshots = arena_grow(b->arena, b->snapshots, p->n_snapshots,
                             &b->snapshots_room, sizeof b->snapshots[0]);
   struct snapshot *to = &b->snapshots[p->n_snapshots++];
   *to = *s;
   to->deltas = b->deltas_place;
   to->n_deltas = b->n_deltas;
   b->deltas_place = deltas_begin(b->deltas);
   b->n_deltas = 0;
   return true;
}

bool profile_build_peak_part(struct profile_build *b, uint64_t node,
                             struct usage live)
{
   if (!check_number(b, "a node", node, b->profile->n_nodes))
      return false;
   get_sums(b, node);
   b->parts = arena_grow(b->arena, b->parts, b->n_parts, &b->parts_room,
                         sizeof b->parts[0]);
   b->parts[b->n_parts++] = (struct context_usage){(uint32_t)node, live};
   return true;
}

bool profile_build_peak(struct profile_build *b, const struct moment *when,
                        struct usage heap, uint64_t admin_bytes)
{
   if (b->profile->n_snapshots == 0) {
      b->fault = "expected a snapshot before the peak, found none";
      return false;
   }
   b->n_parts -= b->n_peak_parts;
   if (b->n_peak_parts && b->n_parts) {
      memmove(b->parts, b->parts + b->n_peak_parts,
              b->n_parts * sizeof b->parts[0]);
   }
   b->n_peak_parts = b->n_parts;
   b->peak_snapshot = b->profile->n_snapshots - 1;
   b->has_peak = true;
   b->peak = (struct peak){true, *when, heap, admin_bytes};
   return true;
}

struct facts_build *profile_build_facts(struct profile_build *b)
{
   return b->facts;
}

bool profile_build_heap_part(struct profile_build *b, uint64_t node,
                             struct usage live)
{
   struct heap_part part = {(uint32_t)node, live};

   return check_number(b, "a node", node, b->profile->n_nodes) &&
          facts_build_heap_part(b->facts, &part, get_sums(b, node)->end);
}

bool profile_build_other_peak(struct profile_build *b, enum series series,
                              const struct other_peak *peak)
{
   const size_t n = b->profile->n_snapshots;

   if (n == 0 || b->n_deltas > 0) {
      b->fault = "expected a peak right behind a snapshot, found changes or "
                 "nothing before it";
      return false;
   }
   return facts_build_peak(b->facts, series, peak, &b->snapshots[n - 1]);
}

bool profile_build_end(struct profile_build *b, const struct counts *counts)
{
   const struct profile *p = b->profile;

   return check_sum(b, "strings to be", b->strings.n - 1, counts->strings) &&
          check_sum(b, "objects to be", p->n_objects - 1, counts->objects) &&
          check_sum(b, "addresses to be", p->n_addresses - 1,
                    counts->addresses) &&
          check_sum(b, "nodes to be", p->n_nodes - 1, counts->nodes) &&
          check_sum(b, "snapshots to be", p->n_snapshots, counts->snapshots) &&
          check_facts(b, facts_build_search_end(b->facts));
}

void profile_build_finished(struct profile_build *b, const char *how,
                            uint64_t exit_status)
{
   b->profile->finished = true;
   b->profile->how = arena_strdup(b->arena, how);
   b->profile->exit_status = exit_status;
}

bool profile_build_reopen(struct profile_build *b)
{
   if (strcmp(b->profile->how, "exec") != 0)
      return false;
   b->profile->finished = false;
   b->profile->how = "";
   b->profile->exit_status = 0;
   return true;
}

void profile_build_cut(struct profile_build *b, uint64_t line)
{
   b->profile->cut_line = line;
}

/* The snapshot with a tree and the largest heap; the first of equals. */
static bool find_highest(const struct profile_build *b, size_t *index)
{
   bool found = false;

   for (size_t i = 0; i < b->profile->n_snapshots; i++) {
      const struct snapshot *s = &b->snapshots[i];

      if (!s->has_tree)
         continue;
      if (!found || s->heap.bytes > b->snapshots[*index].heap.bytes)
         *index = i;
      found = true;
   }
   return found;
}

/* A file that was cut may lack the peak that belongs to its last snapshots,
   and massif's files have none: a snapshot serves then. */
static void choose_peak(struct profile_build *b)
{
   size_t highest = 0;

   if (!find_highest(b, &highest))
      return;
   if (b->has_peak && b->peak.heap.bytes >= b->snapshots[highest].heap.bytes)
      return;
   b->has_peak = true;
   b->n_peak_parts = 0;
   b->peak_snapshot = highest;
   b->peak = (struct peak){true, b->snapshots[highest].when,
                           b->snapshots[highest].heap,
                           b->snapshots[highest].admin_bytes};
}

/* Fills peaks[]; false if they do not add up to the stated heap. */
static bool sum_peak(struct profile_build *b, struct usage *peaks)
{
   const struct profile *p = b->profile;
   struct usage sum = {0, 0};
   bool fits = true;

   profile_live_at(p, b->peak_snapshot, peaks);
   for (size_t i = 0; i < b->n_peak_parts; i++)
      peaks[b->context_of[b->parts[i].node]] = b->parts[i].live;
   for (uint32_t i = 0; i < p->n_contexts; i++)
      fits = usage_add(&sum, peaks[i]) && fits;
   if (!p->has_blocks || (fits && usage_equal(sum, b->peak.heap)))
      return true;
   return fault_number(b, "the parts of the peak to sum up to",
                       b->peak.heap.bytes, sum.bytes);
}

/* What no snapshot put into force, not even a first one, does not count. */
static void take_back(struct profile_build *b)
{
   struct profile *p = b->profile;
   struct delta_cursor c = deltas_read(b->deltas, b->deltas_place, b->n_deltas);
   struct delta d;

   while (deltas_next(&c, &d)) {
      struct context_sums *s = &b->sums[b->context_of[d.node]];

      /* On the way this may wrap around. */
      usage_add(&s->end, usage_minus(d.freed, d.allocated));
      usage_subtract(&s->allocated, d.allocated);
   }
   if (p->n_snapshots > 0)
      return;
   for (size_t i = 0; i < p->n_inherited; i++) {
      usage_subtract(&b->sums[b->context_of[b->inherited[i].node]].end,
                     b->inherited[i].live);
   }
   p->n_inherited = 0;
}

/* Changes between massif's trees are not what the program allocated, so they
   do not count as totals. */
static void forget_allocated(struct profile_build *b)
{
   for (uint32_t i = 0; i < b->profile->n_contexts; i++)
      b->sums[i].allocated = (struct usage){0, 0};
}

/* What each context inherited; NULL if none did. */
static struct usage *sum_held(struct profile_build *b)
{
   const struct profile *p = b->profile;

   if (p->n_inherited == 0)
      return NULL;
   struct usage *held = arena_array(b->arena, p->n_contexts, sizeof held[0]);
   for (size_t i = 0; i < p->n_inherited; i++) {
      usage_add(&held[b->context_of[b->inherited[i].node]],
                b->inherited[i].live);
   }
   return held;
}

/* In a whole file nothing is higher than the peak; but massif's peak is only
   its highest snapshot with a tree. */
static bool check_highest(struct profile_build *b)
{
   const struct profile *p = b->profile;

   if (!p->finished || p->kind == PROFILE_MASSIF)
      return true;
   for (size_t i = 0; i < p->n_snapshots; i++) {
      if (p->snapshots[i].max_heap_bytes > b->peak.heap.bytes) {
         return fault_number(b, "a peak of at least",
                             p->snapshots[i].max_heap_bytes,
                             b->peak.heap.bytes);
      }
   }
   return true;
}

static struct texts texts_of(const struct list *l)
{
   return (struct texts){l->texts, l->n};
}

/* What is large has grown in steps. */
static void *fit(struct profile_build *b, void *items, uint32_t n, size_t size)
{
   return arena_lengthen(b->arena, items, n, 0, size);
}

static void hand_over(struct profile_build *b)
{
   struct profile *p = b->profile;
   struct run *r = &p->run;

   p->objects = b->objects;
   p->addresses = b->addresses;
   p->nodes = fit(b, b->nodes, p->n_nodes, sizeof p->nodes[0]);
   p->context_of = b->context_of =
       fit(b, b->context_of, p->n_nodes, sizeof p->context_of[0]);
   p->sums = b->sums = fit(b, b->sums, p->n_contexts, sizeof p->sums[0]);
   p->snapshots = b->snapshots;
   p->deltas = b->deltas;
   p->inherited = b->inherited;
   r->alloc_fns = b->lists[RUN_ALLOC_FNS].texts;
   r->n_alloc_fns = b->lists[RUN_ALLOC_FNS].n;
   r->ignore_fns = b->lists[RUN_IGNORE_FNS].texts;
   r->n_ignore_fns = b->lists[RUN_IGNORE_FNS].n;
   r->options = b->lists[RUN_OPTIONS].texts;
   r->n_options = b->lists[RUN_OPTIONS].n;
   r->toggle_collect = texts_of(&b->lists[RUN_TOGGLE_COLLECT]);
   r->malloc_fns = texts_of(&b->lists[RUN_MALLOC_FNS]);
   r->free_fns = texts_of(&b->lists[RUN_FREE_FNS]);
   r->ran = texts_of(&b->lists[RUN_RAN]);
   r->hints = texts_of(&b->lists[RUN_HINTS]);
}

struct profile *profile_build_seal(struct profile_build *b)
{
   struct profile *p = b->profile;

   take_back(b);
   if (!p->has_blocks)
      forget_allocated(b);
   hand_over(b);
   p->held = sum_held(b);
   struct usage *peaks;
   p->peaks = peaks = arena_array(b->arena, p->n_contexts, sizeof peaks[0]);
   choose_peak(b);
   if (b->has_peak && (!check_highest(b) || !sum_peak(b, peaks)))
      return NULL;
   p->peak = b->peak;
   if (p->n_snapshots > 0) {
      const struct snapshot *last = &p->snapshots[p->n_snapshots - 1];

      p->end = last->heap;
      if (p->has_blocks) {
         p->total = (struct usage){last->when.on[AXIS_BYTES],
                                   last->when.on[AXIS_CALLS]};
      }
      p->has_instructions = last->when.on[AXIS_INSTRUCTIONS] > 0;
      p->has_series = last->has_series;
   }
   if (!check_facts(b, facts_build_seal(b->facts)))
      return NULL;
   facts_build_free(b->facts);
   return p;
}

void profile_build_drop(struct profile_build *b)
{
   facts_build_free(b->facts);
   arena_free(b->arena);
}

const char *profile_build_fault(const struct profile_build *b)
{
   return b->fault ? b->fault : facts_build_fault(b->facts);
}
