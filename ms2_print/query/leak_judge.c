/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict on a group. */
#include "query/leak_judge.h"

#include <string.h>

#include "query/graph.h"
#include "query/site.h"

/* Every number that a verdict depends on. */
static const struct {
   /* A level stretch at the end speaks for a plateau if it is longer than this
      share of the life since the first allocation ... */
   unsigned quiet_pct;
   /* ... or while the group itself went on allocating: for this share of its
      own calls, and so many of them. */
   uint64_t quiet_own_calls;
   /* Few blocks of one stack are many all the same if the group has so many
    * blocks of all stacks together, ... */
   uint64_t staircase_all_blocks;
   /* ... or nearly all of it is of one stack, whose floor rose in so many steps
      through a good part of the life: few large blocks, or one that realloc
      makes larger and larger. */
   unsigned few_blocks_one_stack_pct;
   uint64_t few_blocks_steps;
   unsigned few_blocks_spread_pct;
   /* Of one block that is left: so many steps are more than a table takes that
      doubles whenever it is full. */
   uint64_t one_block_steps;
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
   /* Held "to the end" means: nearly all of it, when the run is nearly over. */
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
   /* Unless it has climbed all through at least this share of the run, so many
      of its generations have kept some, and so many blocks: a slow leak. */
   unsigned steady_run_pct;
   unsigned steady_generations;
   uint64_t steady_blocks;
   /* A pool's pieces are no smaller, and no fewer, unless they are known to be
      held; and its stacks have no more of them each. */
   uint64_t pool_bytes, pool_blocks, pool_blocks_a_stack;
   /* Fewer bytes are what a shell or an interpreter keeps of its own, unless
      the function has source lines and the whole run made so few calls that it
      is a lesson or a test. */
   uint64_t least_suspect_bytes;
   uint64_t lesson_calls;
   /* Fewer bytes that are lost, in a few blocks, are what start-ups leave. */
   uint64_t least_lost_bytes;
   /* Of code without source lines, which its reader did not write, lost memory
      below both and of which no more is lost as the run goes on is what
      start-ups leave, and the end of a program that drops what held it: bytes,
      and hundredths of a per cent of the peak. */
   uint64_t lost_bytes;
   unsigned lost_bp;
   /* What grows and is held is worth a word from this part of the peak on, in
      hundredths of a per cent. */
   unsigned unbounded_bp;
} limits = {
    .quiet_pct = 30,
    .quiet_own_calls = 64,
    .staircase_all_blocks = 500,
    .few_blocks_one_stack_pct = 75,
    .few_blocks_steps = 4,
    .few_blocks_spread_pct = 50,
    .one_block_steps = 20,
    .tooth_pct = 30,
    .toothed_climb_pct = 50,
    .thin_points = 3,
    .thin_freed_pct = 50,
    .burst_pct = 10,
    .held_level_pct = 90,
    .held_churn = 4,
    .held_worth_pct = 1,
    .suspect_bytes = 65536,
    .suspect_bp = 1000,
    .steady_run_pct = 50,
    .steady_generations = 19,
    .steady_blocks = 64,
    .pool_bytes = 2048,
    .pool_blocks = 64,
    .pool_blocks_a_stack = 8,
    .least_suspect_bytes = 4096,
    .lesson_calls = 1000,
    .least_lost_bytes = 1024,
    .lost_bytes = 1048576,
    .lost_bp = 500,
    .unbounded_bp = 100,
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

static bool exceeds_pct(uint64_t part, uint64_t whole, unsigned pct)
{
   return (double)part * 100.0 > (double)whole * pct;
}

/* Has the group been level for long at the end, on any clock? */
static bool is_quiet(const struct profile *p, const struct leak_group *g,
                     const struct leak_course *s)
{
   uint64_t own = g->allocated.blocks - s->calls_reached;
   if (p->has_blocks && own > limits.quiet_own_calls &&
       exceeds_pct(own, g->allocated.blocks, limits.quiet_pct)) {
      return true;
   }
   for (int axis = 0; axis < AXIS_COUNT; axis++) {
      /* Milliseconds pass while a machine is busy with something else. */
      if (quiet_minimum[axis] == 0 ||
          (axis == AXIS_MS && leak_course_clock(p) != AXIS_MS)) {
         continue;
      }
      uint64_t level =
          leak_course_span(p, (enum axis)axis, s->reached, p->n_snapshots);
      uint64_t life =
          leak_course_span(p, (enum axis)axis, s->born, p->n_snapshots);
      if (level > quiet_minimum[axis] &&
          exceeds_pct(level, life, limits.quiet_pct)) {
         return true;
      }
   }
   return false;
}

/* True if the floor climbed through more than `pct` of the life. */
static bool climbs_through(const struct profile *p, const struct leak_course *s,
                           unsigned pct)
{
   enum axis axis = leak_course_clock(p);
   return exceeds_pct(leak_course_span(p, axis, s->begun, s->reached),
                      leak_course_span(p, axis, s->born, p->n_snapshots), pct);
}

static bool is_burst(const struct profile *p, const struct leak_course *s)
{
   enum axis axis = leak_course_clock(p);
   return s->n_steps <= 1 ||
          !exceeds_pct(leak_course_span(p, axis, s->born, s->reached),
                       leak_course_at(p, axis, p->n_snapshots),
                       limits.burst_pct);
}

static bool was_held(const struct profile *p, const struct leak_group *g,
                     const struct leak_course *s)
{
   return s->n_points > 0 &&
          !exceeds_pct(g->max_bytes, s->late_bytes,
                       10000 / limits.held_level_pct) &&
          g->allocated.bytes <= g->max_bytes * limits.held_churn &&
          exceeds_pct(g->max_bytes, p->peak.heap.bytes, limits.held_worth_pct);
}

static bool has_teeth(const struct leak_group *g, const struct leak_course *s)
{
   return exceeds_pct(s->longest_fall_bytes, g->max_bytes, limits.tooth_pct);
}

/* With few points the shape is unknown; what was given back is not. */
static bool gives_back(const struct leak_group *g, const struct leak_course *s)
{
   return s->n_points <= limits.thin_points &&
          exceeds_pct(g->freed.blocks, g->allocated.blocks,
                      limits.thin_freed_pct);
}

static bool is_many(const struct leak_case *c)
{
   const struct profile *p = c->profile;
   const struct leak_group *g = c->group;
   const struct leak_course *s = g->course;

   if (p->has_blocks && (c->most_blocks >= LEAK_JUDGE_MANY ||
                         g->end.blocks >= limits.staircase_all_blocks)) {
      return true;
   }
   return s->n_steps >= (g->end.blocks == 1 ? limits.one_block_steps
                                            : limits.few_blocks_steps) &&
          exceeds_pct(c->most_bytes, g->end.bytes,
                      limits.few_blocks_one_stack_pct) &&
          climbs_through(p, s, limits.few_blocks_spread_pct);
}

/* Pages that were mapped before the program ran its first instruction. */
static bool was_there(const struct profile *p, const struct leak_course *s)
{
   return p->run.pages_as_heap && s->last_growth > 0 &&
          leak_course_at(p, AXIS_SUPERBLOCKS, s->last_growth) == 0;
}

/* With teeth: whether the floor climbs below them. */
static bool climbs(const struct leak_case *c)
{
   const struct leak_evidence *e = &c->group->evidence;

   if (e->known && c->group->end.blocks >= LEAK_JUDGE_MANY)
      return e->is_even && !e->is_young;
   return climbs_through(c->profile, c->group->course,
                         limits.toothed_climb_pct);
}

/* Blocks of one size, each from another stack or nearly so: an allocator gets
   memory for a pool, on behalf of whoever came when it was empty. */
static bool is_pool(const struct leak_case *c, uint64_t least_blocks)
{
   const struct leak_group *g = c->group;

   return g->min_size == g->max_size && g->max_size >= limits.pool_bytes &&
          g->end.blocks >= least_blocks &&
          g->n_stacks >= g->end.blocks / limits.pool_blocks_a_stack;
}

/* What has not come to rest: all through its life, or only of late?  What goes
   on being used is no leak; what is not touched again is one, however unevenly
   it grows. */
static enum verdict judge_growth(const struct leak_case *c)
{
   const struct leak_evidence *e = &c->group->evidence;

   if (is_pool(c, limits.pool_blocks))
      return VERDICT_GROWING;
   if (leak_use_is_busy(&c->group->use))
      return VERDICT_IN_USE;
   if (!e->known || c->group->end.blocks < LEAK_JUDGE_MANY)
      return VERDICT_STAIRCASE;
   if (e->is_young)
      return VERDICT_SAWTOOTH;
   return e->is_even || leak_use_is_quiet(&c->group->use) ? VERDICT_STAIRCASE
                                                          : VERDICT_GROWING;
}

enum verdict leak_judge(const struct leak_case *c)
{
   const struct profile *p = c->profile;
   const struct leak_group *g = c->group;
   const struct leak_course *s = g->course;

   /* What the C library kept to itself, nobody has freed at the exit. */
   if (g->end.bytes == 0) {
      return was_held(p, g, s) && g->library.bytes < g->max_bytes / 2
                 ? VERDICT_AT_EXIT
                 : VERDICT_FREED;
   }
   if (g->inherited.blocks > 0 && g->end.bytes <= g->inherited.bytes)
      return VERDICT_INHERITED;
   bool many = is_many(c);
   if (has_teeth(g, s) && !climbs(c))
      return VERDICT_SAWTOOTH;
   if (!many || was_there(p, s) || (is_quiet(p, g, s) && is_burst(p, s)))
      return VERDICT_ONE_OFF;
   if (is_quiet(p, g, s))
      return VERDICT_PLATEAU;
   return gives_back(g, s) ? VERDICT_SAWTOOTH : judge_growth(c);
}

static bool is_large(const struct leak_case *c)
{
   const uint64_t bytes = c->group->end.bytes;

   return bytes >= limits.suspect_bytes ||
          (double)bytes * 10000.0 > (double)c->at_end.bytes * limits.suspect_bp;
}

/* Known code of a run that does little else? */
static bool is_lesson(const struct leak_case *c)
{
   return c->site->line > 0 && c->profile->total.blocks <= limits.lesson_calls;
}

/* However small beside a cache: it has climbed for most of the run. */
static bool is_steady(const struct leak_case *c)
{
   const struct profile *p = c->profile;
   const struct leak_group *g = c->group;
   const struct leak_evidence *e = &g->evidence;
   const enum axis clocks[] = {leak_course_clock(p), AXIS_CALLS};

   for (int i = 0; i < 2; i++) {
      if (leak_course_span(p, clocks[i], g->course->born,
                           g->course->last_growth) <
          leak_course_at(p, clocks[i], p->n_snapshots) / 100 *
              limits.steady_run_pct) {
         return false;
      }
   }
   return e->is_even && e->n_kept >= limits.steady_generations &&
          g->course->longest_fall_bytes <= g->max_bytes / 100 &&
          g->end.blocks >= limits.steady_blocks;
}

/* What a program holds that becomes another one is the C library's as well,
   which is told apart at an exit only: so little is no suspicion there. */
static bool may_be_library(const struct leak_case *c)
{
   return strcmp(c->profile->how, "exec") == 0 &&
          c->group->end.bytes < limits.suspect_bytes;
}

bool leak_judge_is_grave(const struct leak_case *c)
{
   const bool is_noticed = c->group->end.bytes >= limits.least_suspect_bytes;

   if (may_be_library(c))
      return false;
   return is_large(c) ? is_noticed || is_lesson(c) : is_noticed && is_steady(c);
}

static bool is_part_of_peak(const struct leak_case *c, uint64_t bytes,
                            unsigned bp)
{
   return (double)bytes * 10000.0 >= (double)c->profile->peak.heap.bytes * bp;
}

/* Lost memory is named unless it is a few small blocks of a large run.  Of code
   that its reader did not write there has to be much of it, or more and more.
 */
static bool is_lost_worth(const struct leak_case *c)
{
   const struct leak_group *g = c->group;
   const uint64_t blocks = g->proof.by_loss[LOSS_definitely].blocks;
   const uint64_t bytes = leak_proof_lost(&g->proof).bytes;
   const bool piles_up = g->suspect || g->verdict == VERDICT_LEAK;

   if (c->site->line > 0 || piles_up) {
      return blocks >= LEAK_JUDGE_MANY || bytes >= limits.least_lost_bytes ||
             is_lesson(c);
   }
   return bytes >= limits.lost_bytes ||
          is_part_of_peak(c, bytes, limits.lost_bp);
}

/* Up to the end, on a watch as well: where a program waits for others it does
   little more, and its own clock stands still. */
static bool grows_up_to_end(const struct leak_case *c)
{
   const struct profile *p = c->profile;
   const struct leak_course *s = c->group->course;

   return !query_graph_has_waited(p) ||
          !exceeds_pct(leak_course_span(p, AXIS_MS, s->reached, p->n_snapshots),
                       leak_course_span(p, AXIS_MS, s->born, p->n_snapshots),
                       limits.quiet_pct);
}

/* What grows and is held: a table that has come to rest, a pool, or a cache
   that may want a bound. */
static enum verdict judge_held(const struct leak_case *c)
{
   if (!grows_up_to_end(c))
      return VERDICT_PLATEAU;
   return is_pool(c, LEAK_JUDGE_MANY) ||
                  !is_part_of_peak(c, c->group->end.bytes, limits.unbounded_bp)
              ? VERDICT_GROWING
              : VERDICT_UNBOUNDED;
}

static bool grows(enum verdict v)
{
   return v == VERDICT_STAIRCASE || v == VERDICT_GROWING;
}

/* The thread library's own list leads to the inside of each stack: by that the
   program holds none. */
static bool is_held(const struct leak_case *c)
{
   const struct leak_proof *proof = &c->group->proof;

   return c->site->thread ? leak_proof_is_mostly(proof, LOSS_reachable)
                          : leak_proof_is_held(proof);
}

void leak_judge_by_proof(const struct leak_case *c, struct leak_group *g)
{
   const struct leak_proof *proof = &g->proof;

   if (!proof->known || g->end.bytes == 0)
      return;
   if (proof->by_loss[LOSS_definitely].blocks > 0) {
      /* The course is that of the lost blocks if these are most of it. */
      g->verdict =
          grows(g->verdict) && leak_proof_is_mostly(proof, LOSS_definitely)
              ? VERDICT_LEAK
              : VERDICT_LOST;
      g->suspect = is_lost_worth(c);
   } else if (leak_proof_is_mostly(proof, LOSS_indirectly)) {
      /* What grew below few blocks did not grow with them. */
      g->suspect &= proof->n_leaders > 0 &&
                    proof->n_leaders <= g->end.blocks / LEAK_JUDGE_MANY;
      g->verdict = g->suspect ? VERDICT_LEAK : VERDICT_INDIRECT;
   } else if (g->suspect && is_held(c) && !leak_use_is_quiet(&g->use)) {
      g->verdict = judge_held(c);
      g->suspect = false;
   }
}
