/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timelines of groups of contexts, and the verdicts on them. */
#include "query_leaks.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "stacks.h"

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
    [VERDICT_GROWING] =
        {"growing", "grew up to the end, but too little to call it a leak"},
    [VERDICT_SAWTOOTH] = {"sawtooth",
                          "rises and falls; what is left is the last tooth"},
    [VERDICT_PLATEAU] = {"plateau", "grew, then stayed level, as a cache does"},
    [VERDICT_ONE_OFF] = {"one-off",
                         "allocated once or a few times, as tables are"},
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
   for (size_t i = 0; i < 4; i++)
      if (clock_at(p, order[i], p->n_snapshots) > 0)
         return order[i];
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

/* What a verdict is made from. */
struct shape {
   size_t born;            /* the snapshot before the first allocation */
   size_t begun;           /* the last before the floor reached begun_pct */
   size_t reached;         /* the first from which it had reached_pct */
   uint64_t calls_reached; /* the group's own calls up to there */
   uint64_t n_steps;       /* rises of the floor */
   uint64_t longest_fall_bytes;
   uint64_t n_rising;
   size_t last_change;
   size_t last_growth;
   /* The last snapshot that saw nearly the most: the one before the next
      change, since nobody knows when between the two that came. */
   size_t last_high;
};

static size_t position(const struct leak_group *g, size_t point)
{
   return g->points[point].snapshot + 1;
}

static void set_reached(const struct leak_group *g, struct shape *s,
                        size_t point)
{
   s->reached = position(g, point);
   s->calls_reached = g->points[point].n_calls;
}

/* Backwards over the points, the floor is the least seen so far. */
static void shape_floor(const struct leak_group *g, struct shape *s)
{
   uint64_t floor = g->end.bytes;
   uint64_t reached = g->end.bytes / 100 * limits.reached_pct;
   uint64_t begun = g->end.bytes / 100 * limits.begun_pct;
   bool found_reached = false, found_begun = false;
   s->reached = s->n_steps = 0;
   s->begun = s->born;
   for (size_t i = g->n_points; i > 0; i--) {
      uint64_t bytes = g->points[i - 1].live.bytes;
      if (bytes < floor) {
         floor = bytes;
         s->n_steps++;
         if (!found_reached && floor < reached) {
            set_reached(g, s, i < g->n_points ? i : i - 1);
            found_reached = true;
         }
         if (!found_begun && floor <= begun) {
            s->begun = position(g, i - 1);
            found_begun = true;
         }
      }
   }
   if (floor > 0)
      s->n_steps++;
   if (!found_reached && g->n_points > 0)
      set_reached(g, s, 0);
}

static void shape_ups_and_downs(struct leak_group *g, struct shape *s)
{
   uint64_t before = 0, height = 0;
   for (size_t i = 0; i < g->n_points; i++) {
      uint64_t bytes = g->points[i].live.bytes;
      if (bytes > before) {
         s->n_rising++;
         s->last_growth = position(g, i);
      }
      if (bytes > height)
         height = bytes;
      if (height - bytes > s->longest_fall_bytes)
         s->longest_fall_bytes = height - bytes;
      if (bytes > g->max_bytes)
         g->max_bytes = bytes;
      before = bytes;
   }
   for (size_t i = 0; i < g->n_points; i++)
      if (!exceeds_pct(g->max_bytes, g->points[i].live.bytes,
                       10000 / limits.held_level_pct))
         s->last_high =
             i + 1 < g->n_points ? position(g, i + 1) - 1 : position(g, i);
}

static struct shape find_shape(struct leak_group *g)
{
   struct shape s = {0};
   if (g->n_points > 0) {
      s.born = position(g, 0) - 1;
      s.last_change = position(g, g->n_points - 1);
   }
   shape_ups_and_downs(g, &s);
   shape_floor(g, &s);
   return s;
}

/* Has the group been level for long at the end, on any clock? */
static bool is_quiet(const struct profile *p, const struct leak_group *g,
                     const struct shape *s)
{
   uint64_t own = g->allocated.blocks - s->calls_reached;
   if (p->has_blocks && own > limits.quiet_own_calls &&
       exceeds_pct(own, g->allocated.blocks, limits.quiet_pct))
      return true;
   for (int axis = 0; axis < AXIS_COUNT; axis++) {
      /* Milliseconds pass while a machine is busy with something else. */
      if (quiet_minimum[axis] == 0 ||
          (axis == AXIS_MS && run_clock(p) != AXIS_MS))
         continue;
      uint64_t level = span(p, (enum axis)axis, s->reached, p->n_snapshots);
      uint64_t life = span(p, (enum axis)axis, s->born, p->n_snapshots);
      if (level > quiet_minimum[axis] &&
          exceeds_pct(level, life, limits.quiet_pct))
         return true;
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

/* On all clocks: a start-up is most of a tiny run's time. */
static bool was_held(const struct profile *p, const struct leak_group *g,
                     const struct shape *s)
{
   return g->n_points > 0 && is_near_end(p, run_clock(p), s->last_high) &&
          is_near_end(p, AXIS_CALLS, s->last_high) &&
          g->allocated.bytes <= g->max_bytes * limits.held_churn &&
          exceeds_pct(g->max_bytes, p->peak.heap.bytes, limits.held_worth_pct);
}

static bool has_teeth(const struct leak_group *g, const struct shape *s)
{
   return exceeds_pct(s->longest_fall_bytes, g->max_bytes, limits.tooth_pct);
}

/* With few points the shape is unknown; what was given back is not. */
static bool gives_back(const struct leak_group *g)
{
   return g->n_points <= limits.thin_points &&
          exceeds_pct(g->freed.blocks, g->allocated.blocks,
                      limits.thin_freed_pct);
}

static bool is_many(const struct profile *p, const struct leak_group *g,
                    const struct shape *s)
{
   if (p->has_blocks && (g->most_blocks >= limits.staircase_blocks ||
                         g->end.blocks >= limits.staircase_all_blocks))
      return true;
   return s->n_steps >= limits.few_blocks_steps &&
          exceeds_pct(g->most_bytes, g->end.bytes,
                      limits.few_blocks_one_stack_pct) &&
          climbs_through(p, s, limits.few_blocks_spread_pct);
}

static enum verdict judge(const struct profile *p, const struct leak_group *g,
                          const struct shape *s)
{
   if (g->end.bytes == 0)
      return was_held(p, g, s) ? VERDICT_AT_EXIT : VERDICT_FREED;
   bool many = is_many(p, g, s);
   if (has_teeth(g, s) && !climbs_through(p, s, limits.toothed_climb_pct))
      return VERDICT_SAWTOOTH;
   if (!many || (is_quiet(p, g, s) && is_burst(p, s)))
      return VERDICT_ONE_OFF;
   if (is_quiet(p, g, s))
      return VERDICT_PLATEAU;
   return gives_back(g) ? VERDICT_SAWTOOTH : VERDICT_STAIRCASE;
}

static bool is_large(const struct leaks *l, const struct leak_group *g)
{
   return g->end.bytes >= limits.suspect_bytes ||
          (double)g->end.bytes * 10000.0 >
              (double)l->at_end.bytes * limits.suspect_bp;
}

static void judge_group(const struct profile *p, struct leak_group *g)
{
   struct shape s = find_shape(g);
   g->n_rising = s.n_rising;
   g->n_intervals = s.last_change - s.born;
   g->longest_fall_bytes = s.longest_fall_bytes;
   g->growth_ms =
       g->n_points > 0 ? span(p, AXIS_MS, position(g, 0), s.last_growth) : 0;
   g->verdict = judge(p, g, &s);
}

/* A group under construction, by function_id. */
struct gather {
   struct leak_group group;
   uint64_t most_bytes;
   size_t room_points;
   struct leak_point *points;
   struct usage live;
   uint64_t n_calls;
   size_t changed_at; /* position of the snapshot being read, if it changed */
};

static void add(struct usage *to, struct usage from)
{
   to->bytes += from.bytes;
   to->blocks += from.blocks;
}

static void add_context(struct gather *g, const struct context_totals *t,
                        const struct stack *stack)
{
   uint64_t weight = 1 + (t->end.bytes ? t->end.bytes : t->peak.bytes);
   add(&g->group.allocated, t->allocated);
   add(&g->group.freed, t->freed);
   add(&g->group.end, t->end);
   g->group.max_bytes += t->peak.bytes;
   if (t->end.blocks > g->group.most_blocks)
      g->group.most_blocks = t->end.blocks;
   if (t->end.bytes > g->group.most_bytes)
      g->group.most_bytes = t->end.bytes;
   if (weight > g->most_bytes) {
      g->most_bytes = weight;
      g->group.site = stack->sites[0];
      g->group.via = stack->via;
      g->group.note = stack->note;
   }
}

static struct gather *gather_groups(struct arena *a, struct stacks *stacks,
                                    const struct profile *p, struct leaks *l)
{
   uint32_t n = stacks_n_functions(stacks);
   struct gather *groups = arena_array(a, n, sizeof(*groups));
   l->function_of_node = arena_array(a, p->n_nodes, sizeof(uint32_t));
   for (uint32_t i = 0; i < p->n_nodes; i++) {
      const struct context_totals *t = &p->totals[i];
      if ((t->allocated.blocks | t->allocated.bytes | t->end.bytes |
           t->freed.blocks | t->freed.bytes) == 0)
         continue;
      struct stack stack;
      stacks_get(stacks, i, &stack);
      uint32_t f = stacks_site(stacks, stack.sites[0])->function_id;
      l->function_of_node[i] = f + 1;
      groups[f].group.function_id = f;
      add_context(&groups[f], t, &stack);
   }
   return groups;
}

static void apply_delta(struct gather *g, const struct delta *d)
{
   add(&g->live, d->inherited);
   add(&g->live, d->allocated);
   g->live.bytes -= d->freed.bytes;
   g->live.blocks -= d->freed.blocks;
}

static void read_timelines(struct arena *a, const struct profile *p,
                           const struct leaks *l, struct gather *groups)
{
   for (size_t i = 0; i < p->n_snapshots; i++) {
      const struct snapshot *s = &p->snapshots[i];
      for (size_t k = 0; k < s->n_deltas; k++) {
         const struct delta *d = &p->deltas[s->first_delta + k];
         if (l->function_of_node[d->node] == 0)
            continue;
         struct gather *g = &groups[l->function_of_node[d->node] - 1];
         apply_delta(g, d);
         if (g->changed_at != i + 1) {
            g->points = arena_grow(a, g->points, g->group.n_points,
                                   &g->room_points, sizeof(*g->points));
            g->group.n_points++;
            g->changed_at = i + 1;
         }
         g->n_calls += d->allocated.blocks;
         g->points[g->group.n_points - 1] =
             (struct leak_point){i, g->live, g->n_calls};
      }
   }
}

/* A group in its final order. */
struct ranked {
   struct leak_group group;
   const struct stacks *stacks;
};

static int compare_u64(uint64_t a, uint64_t b)
{
   return a > b ? -1 : a < b;
}

static int compare(const void *left, const void *right)
{
   const struct ranked *a = left, *b = right;
   const struct leak_group *x = &a->group, *y = &b->group;
   int c = (int)y->suspect - (int)x->suspect;
   bool x_freed = x->end.bytes == 0, y_freed = y->end.bytes == 0;
   if (c == 0)
      c = (int)x_freed - (int)y_freed;
   if (c == 0)
      c = compare_u64(x->end.bytes, y->end.bytes);
   if (c == 0)
      c = compare_u64(x->max_bytes, y->max_bytes);
   if (c == 0)
      c = site_compare(stacks_site(a->stacks, x->site),
                       stacks_site(b->stacks, y->site));
   return c;
}

static bool is_worth_a_look(const struct leak_group *g)
{
   return g->end.bytes > 0 || g->verdict == VERDICT_AT_EXIT;
}

/* Copies the groups that are worth a look in their order. */
static void rank(struct arena *a, struct leaks *l, struct ranked *ranked,
                 size_t n)
{
   if (n > 1)
      qsort(ranked, n, sizeof(*ranked), compare);
   l->groups = arena_array(a, n, sizeof(*l->groups));
   l->n_groups = n;
   for (size_t i = 0; i < n; i++) {
      l->groups[i] = ranked[i].group;
      if (l->groups[i].suspect) {
         l->n_suspects++;
         add(&l->suspect_total, l->groups[i].end);
      }
   }
}

struct leaks *query_leaks(struct arena *a, struct stacks *stacks,
                          const struct profile *p)
{
   struct leaks *l = arena_alloc(a, sizeof(*l));
   l->known = p->n_snapshots > 0 && p->snapshots[p->n_snapshots - 1].has_tree;
   struct gather *groups = gather_groups(a, stacks, p, l);
   uint32_t n_functions = stacks_n_functions(stacks);
   struct ranked *ranked = arena_array(a, n_functions, sizeof(*ranked));
   size_t n = 0;
   read_timelines(a, p, l, groups);
   for (uint32_t i = 0; i < n_functions; i++)
      add(&l->at_end, groups[i].group.end);
   for (uint32_t i = 0; i < n_functions; i++) {
      struct leak_group *g = &groups[i].group;
      if (groups[i].most_bytes == 0)
         continue;
      g->points = groups[i].points;
      judge_group(p, g);
      if (g->verdict == VERDICT_STAIRCASE && !is_large(l, g))
         g->verdict = VERDICT_GROWING;
      g->suspect =
          l->known && g->verdict == VERDICT_STAIRCASE && g->note[0] == '\0';
      if (is_worth_a_look(g))
         ranked[n++] = (struct ranked){*g, stacks};
   }
   rank(a, l, ranked, n);
   return l;
}
