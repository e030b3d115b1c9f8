/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What piles up, by the age of what lives. */
#include "control/monitor_leaks.h"

#include "base/array.h"
#include "base/clock.h"
#include "capture/live_blocks.h"
#include "control/monitor_say.h"
#include "model/context.h"
#include "model/lifetime.h"

#include "pub_tool_gdbserver.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"

/* A call stack's life, from its first allocation to now, has so many
   generations, as in ms2_print. */
#define GENERATIONS 20
#define QUARTER (GENERATIONS / 4)

/* Of fewer blocks the ages say nothing. */
#define FEWEST_BLOCKS 8

/* Blocks of all ages: so many generations have at least half of what each would
   have if all had the same, or so many of 10 that are twice as long. */
#define MOST_OF_20 14
#define MOST_OF_10 9

/* Nearly all of it, where its age is one. */
#define NEARLY_PCT 90

/* A cache that drops what it likes has the more of an age the younger it is. */
#define YOUNG_TIMES 3

/* The names are those of ms2_print's verdicts. */
typedef enum { STAIRCASE, PLATEAU, SAWTOOTH, OTHER, N_SHAPES } Shape;

static const struct {
   const HChar *name, *words;
} shapes[N_SHAPES] = {
    [STAIRCASE] = {"staircase", "of all ages: what piles up is not given back"},
    [PLATEAU] = {"plateau", "old blocks alone, as a table or a full cache has"},
    [SAWTOOTH] = {"sawtooth", "young blocks alone: the last tooth"},
    [OTHER] = {"other", "of some ages, or too few to tell"},
};

/* What lives of one context. */
typedef struct {
   UInt context;
   Shape shape;
   Ms2Usage live;
   Ms2Usage of[GENERATIONS];
} Ages;

static struct {
   Ms2Array *all; /* of Ages */
   UInt *of;      /* by context: its number in `all`, from 1 */
   ULong now;
} ages;

/* ---- looking ------------------------------------------------------------ */

static UInt generation_of(const Ms2Context *context, ULong born)
{
   ULong life = ages.now - context->born;

   if (born < context->born || life == 0)
      return 0;
   UInt generation = (UInt)((born - context->born) * GENERATIONS / life);
   return generation < GENERATIONS ? generation : GENERATIONS - 1;
}

static void see(const Ms2Block *block)
{
   if (!ms2_context_is_recorded(block->context))
      return;
   const Ms2Context *context = ms2_context_get(block->context);
   ULong born = ages.now - ((ages.now - block->born) & MS2_LIFETIME_MASK);
   UInt *number = &ages.of[block->context];

   if (*number == 0) {
      ((Ages *)ms2_array_add(ages.all))->context = block->context;
      *number = ages.all->n;
   }
   Ages *a = ms2_array_get(ages.all, *number - 1);
   Ms2Usage *of = &a->of[generation_of(context, born)];
   of->bytes += block->bytes;
   of->blocks++;
   a->live.bytes += block->bytes;
   a->live.blocks++;
}

/* ---- judging ------------------------------------------------------------ */

static Ms2Usage sum_of(const Ages *a, UInt from, UInt to)
{
   Ms2Usage sum = {0, 0};

   for (UInt i = from; i < to; i++) {
      sum.bytes += a->of[i].bytes;
      sum.blocks += a->of[i].blocks;
   }
   return sum;
}

/* How many stretches of `width` generations have a fair part of all. */
static UInt count_fair(const Ages *a, UInt width)
{
   UInt n = 0;

   for (UInt i = 0; i < GENERATIONS; i += width) {
      ULong bytes = sum_of(a, i, i + width).bytes;
      n += bytes > 0 && bytes >= a->live.bytes / (GENERATIONS / width) / 2;
   }
   return n;
}

/* Few blocks can not be everywhere: then no generation has more than all
   others. */
static Bool is_even(const Ages *a)
{
   ULong most = 0;

   if (a->live.blocks >= GENERATIONS) {
      return count_fair(a, 1) >= MOST_OF_20 || count_fair(a, 2) >= MOST_OF_10;
   }
   for (UInt i = 0; i < GENERATIONS; i++)
      most = a->of[i].bytes > most ? a->of[i].bytes : most;
   return most <= a->live.bytes / 2;
}

static Bool is_nearly_all(ULong bytes, const Ages *a)
{
   return bytes >= a->live.bytes / 100 * NEARLY_PCT;
}

static Shape shape_of(const Ages *a)
{
   ULong old = sum_of(a, 0, GENERATIONS / 2).blocks;
   ULong young = a->live.blocks - old;

   if (a->live.blocks < FEWEST_BLOCKS)
      return OTHER;
   if (is_nearly_all(sum_of(a, 0, QUARTER).bytes, a))
      return PLATEAU;
   if (is_nearly_all(sum_of(a, GENERATIONS - QUARTER, GENERATIONS).bytes, a))
      return SAWTOOTH;
   return is_even(a) && young <= old * YOUNG_TIMES ? STAIRCASE : OTHER;
}

static Int by_shape(const void *left, const void *right)
{
   const Ages *a = left, *b = right;

   if (a->shape != b->shape)
      return a->shape < b->shape ? -1 : 1;
   if (a->live.bytes != b->live.bytes)
      return a->live.bytes > b->live.bytes ? -1 : 1;
   return a->context < b->context ? -1 : a->context > b->context;
}

static void look(void)
{
   ages.now = ms2_clock_ticks(ms2_clock_last_superblocks());
   ages.all = ms2_array_new("ms2.ages", sizeof(Ages));
   ages.of =
       ms2_host_alloc_zeroed("ms2.ages", ms2_context_n() + 1, sizeof *ages.of);
   ms2_live_blocks_each(see);
   ms2_host_free(ages.of);
   for (UInt i = 0; i < ages.all->n; i++) {
      Ages *a = ms2_array_get(ages.all, i);
      a->shape = shape_of(a);
   }
   ms2_host_sort(ages.all->elements, ages.all->n, sizeof(Ages), by_shape);
}

/* ---- saying ------------------------------------------------------------- */

/* "100 of 1,000 blocks live, born in 20 of 20 generations, 2 to 8 % in each" */
static void say_reasons(const Ages *a)
{
   const Ms2Context *context = ms2_context_get(a->context);
   ULong least = a->live.blocks, most = 0;
   UInt n = 0;

   for (UInt i = 0; i < GENERATIONS; i++) {
      ULong blocks = a->of[i].blocks;
      if (blocks == 0)
         continue;
      n++;
      least = blocks < least ? blocks : least;
      most = blocks > most ? blocks : most;
   }
   VG_(gdb_printf)(
       "   %'llu of %'llu blocks live, born in %u of %u generations",
       a->live.blocks, context->inherited.blocks + context->allocated.blocks, n,
       GENERATIONS);
   VG_(gdb_printf)(", %llu to %llu %% of them in each; never more than %'llu"
                   " bytes\n",
                   least * 100 / a->live.blocks, most * 100 / a->live.blocks,
                   context->max_bytes);
}

static void say_suspect(const Ages *a)
{
   ms2_monitor_say_usage("staircase: ", a->live, "block");
   say_reasons(a);
   ms2_monitor_say_stack(a->context);
}

/* Of each shape how many stacks there are, and what they hold. */
static void say_sums(void)
{
   for (Shape shape = STAIRCASE; shape < N_SHAPES; shape++) {
      Ms2Usage sum = {0, 0};
      UInt n = 0;

      for (UInt i = 0; i < ages.all->n; i++) {
         const Ages *a = ms2_array_get(ages.all, i);
         if (a->shape != shape)
            continue;
         n++;
         sum.bytes += a->live.bytes;
         sum.blocks += a->live.blocks;
      }
      if (n == 0 && shape != STAIRCASE)
         continue;
      VG_(gdb_printf)("%-9s  %'u call stack%s, %s: ", shapes[shape].name, n,
                      ms2_monitor_say_plural(n), shapes[shape].words);
      ms2_monitor_say_usage("", sum, "block");
   }
}

void ms2_monitor_leaks(const HChar *count)
{
   HChar *end;
   Long n =
       count[0] == '\0' ? MS2_MONITOR_SAY_STACKS : VG_(strtoll10)(count, &end);

   if (count[0] != '\0' && (*end != '\0' || n < 1)) {
      VG_(gdb_printf)("leaks: '%s' is no number of call stacks\n", count);
      return;
   }
   look();
   say_sums();
   for (UInt i = 0; i < ages.all->n && i < n; i++) {
      const Ages *a = ms2_array_get(ages.all, i);
      if (a->shape == STAIRCASE)
         say_suspect(a);
   }
   ms2_array_free(ages.all);
   VG_(gdb_printf)("what nothing points to any more is another question:"
                   " lost\n");
}
