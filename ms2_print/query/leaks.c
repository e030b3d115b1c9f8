/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timelines of groups of contexts, and the verdicts on them. */
#include "query/leaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/order.h"
#include "query/lines.h"
#include "query/paths.h"
#include "query/stacks.h"

/* Every number that a verdict depends on. */
static const struct {
   /* The floor counts as reached at this share of its last height, so that a
      trickle behind a large table does not hide that the table is complete. */
   unsigned reached_pct;
   /* ... and as begun at this share. */
   unsigned begun_pct;
   /* A level stretch at the end speaks for a plateau if it is longer than this
      share of the life since the first allocation ... */
   unsigned quiet_pct;
   /* ... or while the group itself went on allocating: for this share of its
      own calls, and so many of them. */
   uint64_t quiet_own_calls;
   /* Fewer blocks of one stack are not "many separate allocations": a program
      that starts allocates a little in many places ... */
   uint64_t staircase_blocks;
   /* ... unless the group has so many blocks of all stacks together, ... */
   uint64_t staircase_all_blocks;
   /* ... or nearly all of it is of one stack, whose floor rose in so many steps
      through a good part of the life: few large blocks, or one that realloc
      makes larger and larger. */
   unsigned few_blocks_one_stack_pct;
   uint64_t few_blocks_steps;
   unsigned few_blocks_spread_pct;
   /* A fall of this share of the greatest height is a tooth. */
   unsigned tooth_pct;
   /* With teeth, the floor must climb through this share of the life to be
      called a staircase. */
   unsigned toothed_climb_pct;
   /* Of a group that is seen at so few points that no shape can be told ... */
   size_t thin_points;
   /* ... the blocks decide: a leak gives back less than this share. */
   unsigned thin_freed_pct;
   /* A table is allocated "at once" if it grows within this share of the
      run. */
   unsigned burst_pct;
   /* Held "to the end" means: nearly all of it, until so much of the run. */
   unsigned held_pct;
   unsigned held_level_pct;
   /* A group that allocated more than so many times its maximum gave back and
      took again: what was left at the exit is a coincidence. */
   unsigned held_churn;
   /* What was freed at the end is worth a line from this share of the peak. */
   unsigned held_worth_pct;
   /* A staircase below both is growth that a start-up may as well have: bytes,
      and hundredths of a per cent of what is left at the end. */
   uint64_t suspect_bytes;
   unsigned suspect_bp;
   /* Fewer bytes are what a shell or an interpreter keeps of its own, unless
      the function has source lines and the whole run made so few calls that it
      is a lesson or a test. */
   uint64_t least_suspect_bytes;
   uint64_t lesson_calls;
   /* A group without a suspicion is worth a word if it has so many blocks. */
   uint64_t silent_blocks;
} limits = {
    .reached_pct = 90,
    .begun_pct = 10,
    .quiet_pct = 30,
    .quiet_own_calls = 64,
    .staircase_blocks = 8,
    .staircase_all_blocks = 500,
    .few_blocks_one_stack_pct = 75,
    .few_blocks_steps = 4,
    .few_blocks_spread_pct = 50,
    .tooth_pct = 30,
    .toothed_climb_pct = 50,
    .thin_points = 3,
    .thin_freed_pct = 50,
    .burst_pct = 10,
    .held_pct = 90,
    .held_level_pct = 90,
    .held_churn = 4,
    .held_worth_pct = 1,
    .suspect_bytes = 65536,
    .suspect_bp = 1000,
    .least_suspect_bytes = 4096,
    .lesson_calls = 1000,
    .silent_blocks = 100,
};

/* ... and longer than this on the same clock: in a tiny program the loader,
   the start-up and the exit are quiet for most of the run.  0 = a clock that
   says nothing about quiet. */
static const uint64_t quiet_minimum[AXIS_COUNT] = {
    [AXIS_SUPERBLOCKS] = 200000,
    [AXIS_INSTRUCTIONS] = 1000000,
    [AXIS_MS] = 50,
    [AXIS_CALLS] = 300,
};

static const struct {
   const char *name, *words;
} verdicts[VERDICT_COUNT] = {
    [VERDICT_STAIRCASE] = {"staircase",
                           "keeps growing and gives little back: a leak"},
    [VERDICT_GROWING] = {"growing",
                         "piled up, but too little to call it a leak"},
    [VERDICT_SAWTOOTH] = {"sawtooth",
                          "rises and falls; what is left is the last tooth"},
    [VERDICT_PLATEAU] = {"plateau",
                         "grew, then stayed level: a cache, or a leak that "
                         "came to rest"},
    [VERDICT_ONE_OFF] = {"one-off",
                         "a few blocks, or many within a short time, as "
                         "tables are"},
    [VERDICT_INHERITED] =
        {"inherited", "allocated before the fork; holds no more than then"},
    [VERDICT_AT_EXIT] = {"freed at exit only",
                         "held until the end, then given back"},
    [VERDICT_FREED] = {"freed", "given back during the run"},
};

const char *leaks_verdict_name(enum verdict v)
{
   return verdicts[v].name;
}

const char *leaks_verdict_words(enum verdict v)
{
   return verdicts[v].words;
}

/* Positions are indices of snapshots + 1; 0 is the start of the run. */
static uint64_t clock_at(const struct profile *p, enum axis axis, size_t pos)
{
   return pos == 0 ? 0 : p->snapshots[pos - 1].when.on[axis];
}

/* The clock that tells how far into the run a position is. */
static enum axis run_clock(const struct profile *p)
{
   static const enum axis order[] = {AXIS_SUPERBLOCKS, AXIS_INSTRUCTIONS,
                                     AXIS_MS, AXIS_BYTES};
   for (size_t i = 0; i < 4; i++) {
      if (clock_at(p, order[i], p->n_snapshots) > 0)
         return order[i];
   }
   return AXIS_SUPERBLOCKS;
}

static bool exceeds_pct(uint64_t part, uint64_t whole, unsigned pct)
{
   return (double)part * 100.0 > (double)whole * pct;
}

static uint64_t span(const struct profile *p, enum axis axis, size_t from,
                     size_t to)
{
   uint64_t a = clock_at(p, axis, from), b = clock_at(p, axis, to);
   return b > a ? b - a : 0;
}

/* What a verdict is made from.

   A group's timeline is seen from its end to its start, since its floor at a
   point is the least of what comes later.  Nothing of it is kept but this. */
struct shape {
   size_t born;            /* the snapshot before the first allocation */
   size_t begun;           /* the last before the floor reached begun_pct */
   size_t reached;         /* the first from which it had reached_pct */
   uint64_t calls_reached; /* the group's own calls up to there */
   uint64_t n_points;
   uint64_t n_steps; /* rises of the floor */
   uint64_t longest_fall_bytes;
   uint64_t n_rising;
   size_t last_change;
   size_t last_growth;
   uint64_t late_bytes; /* most that it held when the run was nearly over */

   bool found_begun, found_reached;
   uint64_t floor;
   /* The point seen before, which is the next one in time. */
   size_t next;
   uint64_t next_bytes, next_calls;
};

/* What a group holds at a position, and its calls up to there. */
struct point {
   size_t position;
   uint64_t bytes, n_calls;
};

static void lower_floor(const struct leak_group *g, struct shape *s,
                        const struct point *at)
{
   if (at->bytes >= s->floor)
      return;
   s->floor = at->bytes;
   s->n_steps++;
   if (!s->found_reached &&
       s->floor < g->end.bytes / 100 * limits.reached_pct) {
      s->reached = s->next;
      s->calls_reached = s->next_calls;
      s->found_reached = true;
   }
   if (!s->found_begun && s->floor <= g->end.bytes / 100 * limits.begun_pct) {
      s->begun = at->position;
      s->found_begun = true;
   }
}

static void note_growth(struct shape *s, size_t position)
{
   s->n_rising++;
   if (s->last_growth == 0)
      s->last_growth = position;
}

/* One point more, earlier than those before.  From `late` on a position is
   near the end of the run. */
static void see_point(struct leak_group *g, struct shape *s,
                      const struct point *at, size_t late)
{
   /* Nobody knows when between two snapshots a change came: it held what it
      held until the one before the next change. */
   const size_t until = s->n_points ? s->next - 1 : at->position;

   if (s->n_points++ == 0) {
      s->last_change = at->position;
      s->floor = g->end.bytes;
   } else if (s->next_bytes > at->bytes) {
      note_growth(s, s->next);
   }
   lower_floor(g, s, at);
   if (at->bytes - s->floor > s->longest_fall_bytes)
      s->longest_fall_bytes = at->bytes - s->floor;
   if (at->bytes > g->max_bytes)
      g->max_bytes = at->bytes;
   if (until >= late && at->bytes > s->late_bytes)
      s->late_bytes = at->bytes;
   s->next = at->position;
   s->next_bytes = at->bytes;
   s->next_calls = at->n_calls;
}

/* Behind the first point in time lies nothing. */
static void end_shape(struct shape *s)
{
   if (s->n_points == 0)
      return;
   s->born = s->next - 1;
   if (s->next_bytes > 0)
      note_growth(s, s->next);
   if (s->floor > 0)
      s->n_steps++;
   if (!s->found_begun)
      s->begun = s->born;
   if (!s->found_reached) {
      s->reached = s->next;
      s->calls_reached = s->next_calls;
   }
}

/* Has the group been level for long at the end, on any clock? */
static bool is_quiet(const struct profile *p, const struct leak_group *g,
                     const struct shape *s)
{
   uint64_t own = g->allocated.blocks - s->calls_reached;
   if (p->has_blocks && own > limits.quiet_own_calls &&
       exceeds_pct(own, g->allocated.blocks, limits.quiet_pct)) {
      return true;
   }
   for (int axis = 0; axis < AXIS_COUNT; axis++) {
      /* Milliseconds pass while a machine is busy with something else. */
      if (quiet_minimum[axis] == 0 ||
          (axis == AXIS_MS && run_clock(p) != AXIS_MS)) {
         continue;
      }
      uint64_t level = span(p, (enum axis)axis, s->reached, p->n_snapshots);
      uint64_t life = span(p, (enum axis)axis, s->born, p->n_snapshots);
      if (level > quiet_minimum[axis] &&
          exceeds_pct(level, life, limits.quiet_pct)) {
         return true;
      }
   }
   return false;
}

/* True if the floor climbed through more than `pct` of the life. */
static bool climbs_through(const struct profile *p, const struct shape *s,
                           unsigned pct)
{
   enum axis axis = run_clock(p);
   return exceeds_pct(span(p, axis, s->begun, s->reached),
                      span(p, axis, s->born, p->n_snapshots), pct);
}

static bool is_burst(const struct profile *p, const struct shape *s)
{
   enum axis axis = run_clock(p);
   return s->n_steps <= 1 ||
          !exceeds_pct(span(p, axis, s->born, s->reached),
                       clock_at(p, axis, p->n_snapshots), limits.burst_pct);
}

static bool is_near_end(const struct profile *p, enum axis axis, size_t pos)
{
   uint64_t run = clock_at(p, axis, p->n_snapshots);
   return run == 0 ||
          !exceeds_pct(run, clock_at(p, axis, pos), 10000 / limits.held_pct);
}

/* The first position that is near the end on all clocks: a start-up is most
   of a tiny run's time. */
static size_t find_late(const struct profile *p)
{
   size_t pos = p->n_snapshots;
   while (pos > 0 && is_near_end(p, run_clock(p), pos - 1) &&
          is_near_end(p, AXIS_CALLS, pos - 1)) {
      pos--;
   }
   return pos;
}

static bool was_held(const struct profile *p, const struct leak_group *g,
                     const struct shape *s)
{
   return s->n_points > 0 &&
          !exceeds_pct(g->max_bytes, s->late_bytes,
                       10000 / limits.held_level_pct) &&
          g->allocated.bytes <= g->max_bytes * limits.held_churn &&
          exceeds_pct(g->max_bytes, p->peak.heap.bytes, limits.held_worth_pct);
}

static bool has_teeth(const struct leak_group *g, const struct shape *s)
{
   return exceeds_pct(s->longest_fall_bytes, g->max_bytes, limits.tooth_pct);
}

/* With few points the shape is unknown; what was given back is not. */
static bool gives_back(const struct leak_group *g, const struct shape *s)
{
   return s->n_points <= limits.thin_points &&
          exceeds_pct(g->freed.blocks, g->allocated.blocks,
                      limits.thin_freed_pct);
}

static bool is_many(const struct profile *p, const struct leak_group *g,
                    const struct shape *s)
{
   if (p->has_blocks && (g->most_blocks >= limits.staircase_blocks ||
                         g->end.blocks >= limits.staircase_all_blocks)) {
      return true;
   }
   return s->n_steps >= limits.few_blocks_steps &&
          exceeds_pct(g->most_bytes, g->end.bytes,
                      limits.few_blocks_one_stack_pct) &&
          climbs_through(p, s, limits.few_blocks_spread_pct);
}

/* Pages that were mapped before the program ran its first instruction. */
static bool was_there(const struct profile *p, const struct shape *s)
{
   return p->run.pages_as_heap && s->last_growth > 0 &&
          clock_at(p, AXIS_SUPERBLOCKS, s->last_growth) == 0;
}

static enum verdict judge(const struct profile *p, const struct leak_group *g,
                          const struct shape *s)
{
   /* What the C library kept to itself, nobody has freed at the exit. */
   if (g->end.bytes == 0) {
      return was_held(p, g, s) && g->library.bytes < g->max_bytes / 2
                 ? VERDICT_AT_EXIT
                 : VERDICT_FREED;
   }
   if (g->inherited.blocks > 0 && g->end.bytes <= g->inherited.bytes)
      return VERDICT_INHERITED;
   bool many = is_many(p, g, s);
   if (has_teeth(g, s) && !climbs_through(p, s, limits.toothed_climb_pct))
      return VERDICT_SAWTOOTH;
   if (!many || was_there(p, s) || (is_quiet(p, g, s) && is_burst(p, s)))
      return VERDICT_ONE_OFF;
   if (is_quiet(p, g, s))
      return VERDICT_PLATEAU;
   return gives_back(g, s) ? VERDICT_SAWTOOTH : VERDICT_STAIRCASE;
}

static bool is_large(const struct leaks *l, const struct leak_group *g)
{
   return g->end.bytes >= limits.suspect_bytes ||
          (double)g->end.bytes * 10000.0 >
              (double)l->at_end.bytes * limits.suspect_bp;
}

/* Known code of a run that does little else? */
static bool is_lesson(const struct profile *p, const struct site *s)
{
   return s->line > 0 && p->total.blocks <= limits.lesson_calls;
}

static void judge_group(const struct profile *p, struct leak_group *g,
                        struct shape *s)
{
   end_shape(s);
   g->n_rising = s->n_rising;
   g->n_intervals = s->last_change - s->born;
   g->longest_fall_bytes = s->longest_fall_bytes;
   g->growth_ms =
       s->n_points > 0 ? span(p, AXIS_MS, s->next, s->last_growth) : 0;
   g->verdict = judge(p, g, s);
}

/* A group under construction, by function_id. */
struct gather {
   struct leak_group group;
   bool any;
   uint64_t most_bytes; /* of one stack; see weigh() */
   struct shape shape;
};

/* How blocks came to be is said of the group's largest stack: at the end, and
   only if nothing is left then at the peak. */
static bool is_larger(const struct gather *g, const struct context_totals *t)
{
   if (t->end.bytes > 0 || g->group.end.bytes > 0)
      return t->end.bytes > g->group.most_bytes;
   return t->peak.bytes > g->most_bytes;
}

static void add_context(struct gather *g, const struct context_totals *t,
                        struct paths_call call)
{
   if (!g->any || is_larger(g, t)) {
      g->group.via = call.via;
      g->most_bytes = t->peak.bytes;
   }
   if (!g->any)
      g->group.note = call.note;
   else if (strcmp(g->group.note, call.note) != 0)
      g->group.note = ""; /* it does not hold for all of them */
   g->any = true;
   usage_add(&g->group.allocated, t->allocated);
   usage_add(&g->group.freed, t->freed);
   usage_add(&g->group.end, t->end);
   g->group.max_bytes += t->peak.bytes;
   if (t->end.blocks > g->group.most_blocks)
      g->group.most_blocks = t->end.blocks;
   if (t->end.bytes > g->group.most_bytes)
      g->group.most_bytes = t->end.bytes;
}

/* What the lines of all functions have, by site. */
struct lines {
   uint64_t *end, *before; /* live at the end; at the peak, or ever allocated */
};

static void add_lines(struct lines *lines, uint32_t site,
                      const struct context_totals *t)
{
   lines->end[site] += t->end.bytes;
   lines->before[site] += t->peak.bytes > 0 ? t->peak.bytes : 1;
}

/* Each function's place is the line that has most of what is shown of it. */
static void name_lines(struct arena *a, const struct stacks *stacks,
                       const struct lines *lines, struct gather *groups)
{
   const struct function_lines *end = query_lines(a, stacks, lines->end);
   const struct function_lines *before = query_lines(a, stacks, lines->before);
   for (uint32_t i = 0; i < stacks_n_functions(stacks); i++) {
      const struct function_lines *of = end[i].n_lines > 0 ? end : before;
      groups[i].group.site = of[i].site;
      groups[i].group.n_lines = of[i].n_lines;
   }
}

/* Groups by function; where stacks are suppressed, as many again for those. */
static uint32_t count_groups(const struct stacks *stacks,
                             const struct profile *p)
{
   return stacks_n_functions(stacks) * (p->suppressed ? 2 : 1);
}

static uint32_t group_number(const struct stacks *stacks,
                             const struct leak_group *g)
{
   return g->function_id + (g->suppressed ? stacks_n_functions(stacks) : 0);
}

static void add_size(struct leak_group *g, const struct context_facts *c)
{
   if (g->max_size == 0 || c->min_size < g->min_size)
      g->min_size = c->min_size;
   if (c->max_size > g->max_size)
      g->max_size = c->max_size;
}

/* `l` tells already which group a node belongs to. */
static void add_sizes(const struct leaks *l, const struct profile *p,
                      struct gather *groups)
{
   const struct facts *f = &p->facts;
   for (size_t i = 0; i < f->n_contexts; i++) {
      struct context_facts facts;
      const uint32_t number = l->group_of[p->context_of[f->places[i].node]];
      facts_context(f, i, &facts);
      if (number > 0)
         add_size(&groups[number - 1].group, &facts);
   }
}

/* A child has at its end what it was given and what it allocated, less what it
   freed. */
static void set_inherited(struct leak_group *g)
{
   g->inherited.bytes = g->end.bytes + g->freed.bytes - g->allocated.bytes;
   g->inherited.blocks = g->end.blocks + g->freed.blocks - g->allocated.blocks;
}

static struct gather *gather_groups(struct arena *a, struct stacks *stacks,
                                    const struct profile *p, struct leaks *l)
{
   struct gather *groups =
       arena_array(a, count_groups(stacks, p), sizeof *groups);
   const uint32_t n_sites = stacks_n_sites(stacks);
   const struct paths *tops = paths_tops(stacks);
   struct lines lines[2]; /* of stacks that are not suppressed, and that are */
   for (int i = 0; i < 2; i++) {
      lines[i] = (struct lines){arena_array(a, n_sites, sizeof(uint64_t)),
                                arena_array(a, n_sites, sizeof(uint64_t))};
   }
   l->group_of = arena_array(a, p->n_contexts, sizeof(uint32_t));
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const uint32_t c = p->context_of[i];
      if (c == 0)
         continue;
      const struct context_totals t = profile_totals(p, i);
      if (usage_is_zero(t.allocated) && usage_is_zero(t.freed) &&
          t.end.bytes == 0) {
         continue;
      }
      const uint32_t site = paths_top(tops, c);
      const struct leak_group key = {
          .function_id = stacks_site(stacks, site)->function_id,
          .suppressed = p->suppressed && p->suppressed[i]};
      uint32_t number = group_number(stacks, &key);
      l->group_of[c] = number + 1;
      groups[number].group.function_id = key.function_id;
      groups[number].group.suppressed = key.suppressed;
      add_context(&groups[number], &t, paths_call(tops, c));
      usage_add(&groups[number].group.library,
                facts_library_find(&p->facts, i));
      add_lines(&lines[key.suppressed], site, &t);
   }
   name_lines(a, stacks, &lines[0], groups);
   if (p->suppressed)
      name_lines(a, stacks, &lines[1], groups + stacks_n_functions(stacks));
   add_sizes(l, p, groups);
   for (uint32_t i = 0; i < count_groups(stacks, p); i++) {
      if (p->n_inherited > 0 && !p->window)
         set_inherited(&groups[i].group);
   }
   return groups;
}

/* What reading the timelines needs. */
struct timelines {
   const struct profile *profile;
   const uint32_t *group_of; /* by context */
   struct gather *groups;
   /* What each group held; the position is that of the last change seen.  Every
      change comes by here, so this is small and apart. */
   struct point *points;
   size_t late;
};

/* The point of the group that a context's blocks belong to, at a position that
   changed it; NULL if it never held any. */
static struct point *point_at(const struct timelines *t, uint32_t context,
                              size_t position)
{
   const uint32_t number = t->group_of[context];
   if (number == 0)
      return NULL;
   struct point *now = &t->points[number - 1];
   if (now->position != position) {
      struct gather *g = &t->groups[number - 1];
      now->position = position;
      see_point(&g->group, &g->shape, now, t->late);
   }
   return now;
}

/* Changes that are unpacked before the first of them is looked at: with many
   nodes each waits for memory, and so they wait together. */
#define BATCH 32

static size_t unpack_batch(const struct timelines *t, struct delta_cursor *c,
                           struct delta *batch)
{
   const uint32_t *context_of = t->profile->context_of;
   size_t n = 0;
   while (n < BATCH && deltas_next(c, &batch[n]))
      __builtin_prefetch(&context_of[batch[n++].node]);
   for (size_t i = 0; i < n; i++)
      __builtin_prefetch(&t->group_of[context_of[batch[i].node]]);
   for (size_t i = 0; i < n; i++) {
      const uint32_t number = t->group_of[context_of[batch[i].node]];
      if (number > 0)
         __builtin_prefetch(&t->points[number - 1], 1);
   }
   return n;
}

static void take_back(const struct timelines *t, size_t position)
{
   const uint32_t *context_of = t->profile->context_of;
   struct delta_cursor c = profile_deltas(t->profile, position - 1);
   struct delta batch[BATCH];
   size_t n;
   while ((n = unpack_batch(t, &c, batch)) > 0) {
      for (size_t i = 0; i < n; i++) {
         const struct delta *d = &batch[i];
         struct point *now = point_at(t, context_of[d->node], position);
         if (!now)
            continue;
         now->bytes += d->freed.bytes - d->allocated.bytes;
         now->n_calls -= d->allocated.blocks;
      }
   }
}

/* From the end, where all sums are known, to the start. */
static void read_timelines(const struct timelines *t, uint32_t n_groups)
{
   const struct profile *p = t->profile;
   for (uint32_t i = 0; i < n_groups; i++) {
      t->points[i] = (struct point){0, t->groups[i].group.end.bytes,
                                    t->groups[i].group.allocated.blocks};
   }
   for (size_t position = p->n_snapshots; position > 0; position--)
      take_back(t, position);
   /* What was inherited is there from the first snapshot on. */
   for (size_t i = 0; i < p->n_inherited; i++)
      point_at(t, p->context_of[p->inherited[i].node], 1);
}

/* A group in its final order. */
struct ranked {
   struct leak_group group;
   const struct stacks *stacks;
};

static int compare(const void *left, const void *right)
{
   const struct ranked *a = left, *b = right;
   const struct leak_group *x = &a->group, *y = &b->group;
   int c = (int)y->suspect - (int)x->suspect;
   bool x_freed = x->end.bytes == 0, y_freed = y->end.bytes == 0;
   if (c == 0)
      c = (int)x_freed - (int)y_freed;
   if (c == 0)
      c = order_down(x->end.bytes, y->end.bytes);
   if (c == 0)
      c = order_down(x->max_bytes, y->max_bytes);
   if (c == 0) {
      c = site_compare(stacks_site(a->stacks, x->site),
                       stacks_site(b->stacks, y->site));
   }
   return c;
}

/* Of a window only what it allocated; its end is no exit. */
static bool is_worth_a_look(const struct profile *p, const struct leak_group *g)
{
   if (p->window)
      return g->end.bytes > 0 && g->allocated.bytes > 0;
   return g->end.bytes > 0 || g->verdict == VERDICT_AT_EXIT;
}

/* Copies the groups that are worth a look in their order. */
static void rank(struct arena *a, struct leaks *l, struct ranked *ranked,
                 size_t n)
{
   if (n > 1)
      qsort(ranked, n, sizeof *ranked, compare);
   l->groups = arena_array(a, n, sizeof *l->groups);
   l->n_groups = n;
   for (size_t i = 0; i < n; i++) {
      l->groups[i] = ranked[i].group;
      if (l->groups[i].suspect) {
         l->n_suspects++;
         usage_add(&l->suspect_total, l->groups[i].end);
      }
   }
}

static const struct leak_group *find_silent(const struct leaks *l)
{
   const struct leak_group *found = NULL;
   for (size_t i = l->n_suspects; l->known && i < l->n_groups; i++) {
      const struct leak_group *g = &l->groups[i];
      if (g->end.blocks >= limits.silent_blocks && g->note[0] == '\0' &&
          g->end.bytes >= limits.least_suspect_bytes &&
          g->verdict != VERDICT_INHERITED &&
          (!found || g->end.bytes > found->end.bytes)) {
         found = g;
      }
   }
   return found;
}

/* So far the groups have been numbered by function. */
static void number_groups(struct arena *a, struct leaks *l,
                          const struct stacks *stacks, const struct profile *p)
{
   uint32_t *numbers =
       arena_array(a, count_groups(stacks, p) + 1u, sizeof *numbers);
   for (size_t i = 0; i < l->n_groups; i++)
      numbers[group_number(stacks, &l->groups[i]) + 1] = (uint32_t)i + 1;
   for (uint32_t i = 0; i < p->n_contexts; i++)
      l->group_of[i] = numbers[l->group_of[i]];
}

static void count_suppressed(struct leaks *l, const struct leak_group *g)
{
   if (g->end.bytes == 0)
      return;
   l->n_suppressed++;
   l->suppressed_suspects += g->suspect;
   usage_add(&l->suppressed_total, g->end);
}

/* The verdict on a group; whether it is one to show. */
static bool judge_for(const struct profile *p, struct leaks *l,
                      const struct stacks *stacks, struct gather *gather)
{
   struct leak_group *g = &gather->group;
   judge_group(p, g, &gather->shape);
   if (g->verdict == VERDICT_STAIRCASE &&
       !(is_large(l, g) && (g->end.bytes >= limits.least_suspect_bytes ||
                            is_lesson(p, stacks_site(stacks, g->site))))) {
      g->verdict = VERDICT_GROWING;
   }
   g->suspect =
       l->known && g->verdict == VERDICT_STAIRCASE && g->note[0] == '\0';
   if (!g->suppressed)
      return is_worth_a_look(p, g);
   count_suppressed(l, g);
   return false;
}

struct leaks *query_leaks(struct arena *a, struct stacks *stacks,
                          const struct profile *p)
{
   struct leaks *l = arena_alloc(a, sizeof *l);
   l->known = p->n_snapshots > 0 && p->kind != PROFILE_MASSIF;
   struct gather *groups = gather_groups(a, stacks, p, l);
   uint32_t n_groups = count_groups(stacks, p);
   const struct timelines t = {p, l->group_of, groups,
                               arena_array(a, n_groups, sizeof *t.points),
                               find_late(p)};
   struct ranked *ranked = arena_array(a, n_groups, sizeof *ranked);
   size_t n = 0;
   read_timelines(&t, n_groups);
   for (uint32_t i = 0; i < n_groups; i++)
      usage_add(&l->at_end, groups[i].group.end);
   for (uint32_t i = 0; i < n_groups; i++) {
      if (groups[i].any && judge_for(p, l, stacks, &groups[i]))
         ranked[n++] = (struct ranked){groups[i].group, stacks};
   }
   rank(a, l, ranked, n);
   number_groups(a, l, stacks, p);
   l->silent = find_silent(l);
   return l;
}

/* A group on the way along its timeline. */
struct track {
   uint64_t live_bytes;
   size_t changed_at; /* a position */
};

/* Tells of what a group held behind its last change. */
static void tell(const struct track *t, size_t group,
                 const struct leak_visitor *v)
{
   const struct leak_point point = {group, t->changed_at - 1, t->live_bytes};
   if (t->changed_at > 0)
      v->see(v->context, &point);
}

void query_leaks_each(const struct leaks *l, const struct profile *p,
                      size_t n_groups, struct leak_visitor visitor)
{
   struct arena *a = arena_new();
   struct track *tracks = arena_array(a, n_groups, sizeof *tracks);
   for (size_t i = 0; i < p->n_inherited; i++) {
      const uint32_t number = l->group_of[p->context_of[p->inherited[i].node]];
      if (number == 0 || number > n_groups)
         continue;
      tracks[number - 1].live_bytes += p->inherited[i].live.bytes;
      tracks[number - 1].changed_at = 1;
   }
   for (size_t i = 0; i < p->n_snapshots; i++) {
      struct delta_cursor c = profile_deltas(p, i);
      struct delta d;
      while (deltas_next(&c, &d)) {
         const uint32_t number = l->group_of[p->context_of[d.node]];
         if (number == 0 || number > n_groups)
            continue;
         struct track *t = &tracks[number - 1];
         if (t->changed_at != i + 1) {
            tell(t, number - 1, &visitor);
            t->changed_at = i + 1;
         }
         t->live_bytes += d.allocated.bytes - d.freed.bytes;
      }
   }
   for (size_t i = 0; i < n_groups; i++)
      tell(&tracks[i], i, &visitor);
   arena_free(a);
}
