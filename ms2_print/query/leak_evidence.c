/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the generations of a group's blocks say. */
#include "query/leak_evidence.h"

#include "base/units.h"

/* A generation counts if it has at least this part of what it would have if all
   had the same. */
#define FAIR_PART 2

/* So many of 20 have to, or of 10 that are twice as long: bursts. */
#define MOST_OF_20 14
#define MOST_OF_10 9

/* At fewer moments, where there are many, tables grow, and no leak. */
#define FEWEST_BURSTS 8
#define SPARSE_PART 5

/* The young half keeps so many times what the old half does. */
#define YOUNG_TIMES 2

static struct usage sum_of(const struct generations *life, unsigned from,
                           unsigned to)
{
   struct usage sum = {0, 0};

   for (unsigned i = from; i < to; i++)
      usage_add(&sum, life->of[i].alive);
   return sum;
}

static uint64_t born_blocks(const struct generations *life, unsigned from,
                            unsigned to)
{
   uint64_t sum = 0;

   for (unsigned i = from; i < to; i++)
      sum += life->of[i].born.blocks;
   return sum;
}

static unsigned least(uint64_t a, uint64_t b)
{
   return (unsigned)(a < b ? a : b);
}

/* How many stretches of `width` generations have a fair part of all. */
static unsigned count_fair(const struct generations *life, unsigned width,
                           unsigned n_parts, uint64_t bytes)
{
   unsigned n = 0;

   for (unsigned i = 0; i < GENERATIONS; i += width) {
      const uint64_t alive = sum_of(life, i, i + width).bytes;

      n += alive > 0 && alive >= bytes / n_parts / FAIR_PART;
   }
   return n;
}

/* Few blocks, or few moments at which they came, can not be everywhere: then no
   generation may have more than all others together, if there are others. */
static bool is_spread(const struct generations *life, struct usage all)
{
   unsigned n = 0;
   uint64_t most = 0;

   for (unsigned i = 0; i < GENERATIONS; i++) {
      const uint64_t alive = life->of[i].alive.bytes;

      n += alive > 0;
      most = alive > most ? alive : most;
   }
   return n == 1 || most <= all.bytes - most;
}

/* It grew at few of many snapshots. */
static bool is_sparse(const struct leak_course *course)
{
   return course->n_rising * SPARSE_PART <
          course->last_growth - course->first + 1;
}

static bool is_even(const struct generations *life,
                    const struct leak_course *course)
{
   const struct usage all = sum_of(life, 0, GENERATIONS);
   const uint64_t n = least(all.blocks, course->n_rising);

   if (n < GENERATIONS)
      return (n >= FEWEST_BURSTS || !is_sparse(course)) && is_spread(life, all);
   return count_fair(life, 1, GENERATIONS, all.bytes) >= MOST_OF_20 ||
          count_fair(life, 2, GENERATIONS / 2, all.bytes) >= MOST_OF_10;
}

static bool is_young(const struct generations *life)
{
   const unsigned half = GENERATIONS / 2;
   const double old = (double)sum_of(life, 0, half).blocks;
   const double young = (double)sum_of(life, half, GENERATIONS).blocks;
   const double old_born = (double)born_blocks(life, 0, half);
   const double young_born = (double)born_blocks(life, half, GENERATIONS);

   /* old / old_born * YOUNG_TIMES < young / young_born */
   return old_born > 0 && young_born > 0 &&
          old * YOUNG_TIMES * young_born < young * old_born;
}

static void count(const struct generations *life, struct leak_evidence *e)
{
   e->least_pct = 100;
   for (unsigned i = 0; i < GENERATIONS; i++) {
      const struct generation *g = &life->of[i];

      e->n_born += g->born.blocks > 0;
      if (g->alive.blocks == 0 || g->born.blocks == 0)
         continue;
      const unsigned pct = units_pct(g->alive.blocks, g->born.blocks);
      e->n_kept++;
      e->least_pct = pct < e->least_pct ? pct : e->least_pct;
      e->most_pct = pct > e->most_pct ? pct : e->most_pct;
      e->most_pct += e->most_pct == 0; /* what is kept is more than 0 % */
   }
}

struct leak_evidence leak_evidence_of(const struct generations *life,
                                      const struct leak_course *course)
{
   struct leak_evidence e = {.known = life && life->known};

   if (!e.known)
      return e;
   count(life, &e);
   e.is_even = is_even(life, course);
   e.is_young = is_young(life);
   return e;
}
