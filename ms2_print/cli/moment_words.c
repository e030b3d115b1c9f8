/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moments in words. */
#include "cli/moment_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/units.h"
#include "query/sentence.h"

/* A number may have so many digits behind the point. */
#define MOST_DECIMALS 6
#define DECIMALS_UNIT 1000000u

/* Pages say to the tenth of a per cent when the peak was: to one in a thousand,
   and rounded by half of that. */
#define SHARES_OF_ROUNDING 2000

static const struct {
   const char *name;
   enum axis axis; /* AXIS_AUTO: that of the graph */
   uint64_t factor;
} clocks[] = {
    {"ms", AXIS_MS, 1},
    {"s", AXIS_MS, 1000},
    {"min", AXIS_MS, 60000},
    {"h", AXIS_MS, 3600000},
    {"i", AXIS_INSTRUCTIONS, 1},
    {"superblocks", AXIS_SUPERBLOCKS, 1},
    {"calls", AXIS_CALLS, 1},
    {"B", AXIS_BYTES, 1},
    {"KB", AXIS_BYTES, 1000},
    {"MB", AXIS_BYTES, 1000000},
    {"GB", AXIS_BYTES, 1000000000},
    {"KiB", AXIS_BYTES, 1024},
    {"MiB", AXIS_BYTES, 1048576},
    {"GiB", AXIS_BYTES, 1073741824},
    {"k", AXIS_AUTO, 1000},
    {"M", AXIS_AUTO, 1000000},
    {"G", AXIS_AUTO, 1000000000},
};

#define N_CLOCKS (sizeof clocks / sizeof clocks[0])

struct question {
   struct arena *arena;
   const struct profile *profile;
   enum axis axis;
   const char *text;
   enum moment_words_side side;
};

static uint64_t clock_at(const struct profile *p, enum axis axis,
                         size_t position)
{
   return position == 0 ? 0 : p->snapshots[position - 1].when.on[axis];
}

static struct moment_words at_clock(const struct question *q, enum axis axis,
                                    uint64_t value)
{
   const struct profile *p = q->profile;
   size_t i = 0;

   if (clock_at(p, axis, p->n_snapshots) == 0) {
      return (struct moment_words){
          .fault = arena_printf(
              q->arena, "a clock that was recorded, found '%s'", q->text)};
   }
   if (q->side == MOMENT_WORDS_TO) {
      while (i < p->n_snapshots && clock_at(p, axis, i) < value)
         i++;
   } else {
      while (i < p->n_snapshots && clock_at(p, axis, i + 1) <= value)
         i++;
   }
   const bool is_near = i > 0 && clock_at(p, axis, i) != value &&
                        value <= clock_at(p, axis, p->n_snapshots);
   return (struct moment_words){i, NULL, is_near};
}

/* Millionths; *end is what stands behind.  False if it is no number. */
static bool parse_number(const char *text, uint64_t *millionths,
                         const char **end)
{
   uint64_t n = 0;
   unsigned n_decimals = 0;
   bool point = false;
   const char *s = text;

   for (; (*s >= '0' && *s <= '9') || (*s == '.' && !point); s++) {
      if (*s == '.') {
         point = true;
         continue;
      }
      if (n_decimals == MOST_DECIMALS || n > UINT64_MAX / 100 / DECIMALS_UNIT)
         return false;
      n_decimals += point;
      n = n * 10 + (uint64_t)(*s - '0');
   }
   for (; n_decimals < MOST_DECIMALS; n_decimals++)
      n *= 10;
   *millionths = n;
   *end = s;
   return s > text && *text != '.';
}

static uint64_t scaled(uint64_t millionths, uint64_t factor)
{
   return millionths / DECIMALS_UNIT * factor +
          millionths % DECIMALS_UNIT * factor / DECIMALS_UNIT;
}

/* The clock that a share of the run, or the peak, is found on. */
static enum axis main_clock(const struct profile *p)
{
   return p->has_blocks ? AXIS_CALLS : p->run.axis;
}

static uint64_t peak_on(const struct question *q)
{
   return q->profile->peak.when.on[q->axis];
}

/* A window from or to where the peak is said to be has it, whichever way that
   was rounded. */
static bool is_said_of_peak(const struct question *q, uint64_t value)
{
   const struct profile *p = q->profile;
   const uint64_t peak = peak_on(q);
   const uint64_t off = peak > value ? peak - value : value - peak;

   return p->peak.known &&
          off <= clock_at(p, q->axis, p->n_snapshots) / SHARES_OF_ROUNDING + 1;
}

static struct moment_words at_share(const struct question *q,
                                    uint64_t millionths)
{
   const struct profile *p = q->profile;
   const uint64_t whole = clock_at(p, q->axis, p->n_snapshots);

   if (millionths > 100u * DECIMALS_UNIT)
      return (struct moment_words){.fault = "at most 100 %"};
   const uint64_t value = scaled(millionths, whole) / 100;
   return at_clock(q, q->axis, is_said_of_peak(q, value) ? peak_on(q) : value);
}

static struct moment_words at_number(const struct question *q,
                                     uint64_t millionths, const char *unit)
{
   unit += strspn(unit, " ");
   if (strcmp(unit, "%") == 0)
      return at_share(q, millionths);
   for (size_t i = 0; i < N_CLOCKS; i++) {
      if (strcmp(clocks[i].name, unit) == 0) {
         return at_clock(q,
                         clocks[i].axis == AXIS_AUTO ? q->axis : clocks[i].axis,
                         scaled(millionths, clocks[i].factor));
      }
   }
   return (struct moment_words){
       .fault =
           arena_printf(q->arena,
                        "ms, s, min, h, i, superblocks, calls, B, KB, ..., %% "
                        "behind a number, found '%s'",
                        unit)};
}

static struct moment_words at_snapshot(const struct question *q)
{
   const size_t n = q->profile->n_snapshots;
   const unsigned long long number = strtoull(q->text, NULL, 10);

   if (number >= n) {
      return (struct moment_words){
          .fault =
              arena_printf(q->arena,
                           "a number below %zu, that of the snapshots, found "
                           "'%s'",
                           n, q->text)};
   }
   return (struct moment_words){.position = (size_t)number + 1};
}

/* A region lasts from its first beginning to its last end. */
static bool is_named(const struct question *q, const struct run_mark *m)
{
   const struct facts *f = &q->profile->facts;
   const char *edge = q->side == MOMENT_WORDS_FROM ? "begin" : "end";

   if (strcmp(m->how, "begin") == 0 || strcmp(m->how, "end") == 0) {
      return strcmp(m->how, edge) == 0 && m->region < f->n_regions &&
             m->region > 0 && strcmp(f->regions[m->region].name, q->text) == 0;
   }
   return strcmp(m->text, q->text) == 0;
}

static struct moment_words at_name(const struct question *q)
{
   const struct facts *f = &q->profile->facts;
   struct moment_words found = {.position = 0};
   bool any = false;

   for (size_t i = 0; i < f->n_marks; i++) {
      if (!is_named(q, &f->marks[i]) || (any && q->side == MOMENT_WORDS_FROM))
         continue;
      found.position = f->marks[i].snapshot + 1;
      any = true;
   }
   if (!any) {
      found.fault = arena_printf(
          q->arena,
          "a time, the number of a snapshot, or the name of a mark or region "
          "on the timeline, found '%s'",
          q->text);
   }
   return found;
}

static struct moment_words find(const struct question *q)
{
   const struct profile *p = q->profile;

   if (strcmp(q->text, "start") == 0)
      return (struct moment_words){.position = 0};
   if (strcmp(q->text, "end") == 0)
      return (struct moment_words){.position = p->n_snapshots};
   if (strcmp(q->text, "peak") == 0)
      return at_clock(q, main_clock(p), p->peak.when.on[main_clock(p)]);
   uint64_t millionths;
   const char *unit;
   if (!parse_number(q->text, &millionths, &unit))
      return at_name(q);
   return *unit ? at_number(q, millionths, unit) : at_snapshot(q);
}

static bool has_tree(const struct profile *p, size_t position)
{
   return position == 0 || p->snapshots[position - 1].has_tree;
}

struct moment_words moment_words_find(struct arena *a, const struct profile *p,
                                      enum axis axis, const char *text,
                                      enum moment_words_side side)
{
   const struct question q = {a, p, axis, text, side};
   struct moment_words w = find(&q);

   /* Massif's snapshots without a tree tell nothing of stacks. */
   while (side == MOMENT_WORDS_TO && w.position < p->n_snapshots &&
          !has_tree(p, w.position)) {
      w.position++;
   }
   while (!has_tree(p, w.position))
      w.position--;
   return w;
}

const char *moment_words_of(struct arena *a, const struct profile *p,
                            enum axis axis, size_t position)
{
   if (position == 0)
      return "the start";
   struct sentence w = sentence_new(a);
   sentence_say(&w, "snapshot %zu ", position - 1);
   sentence_when(&w, p, axis, &p->snapshots[position - 1].when);
   return w.text;
}
