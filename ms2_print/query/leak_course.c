/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What groups of contexts held over the run. */
#include "query/leak_course.h"

#include "base/arena.h"

/* The floor counts as reached at this share of its last height, so that a
   trickle behind a large table does not hide that the table is complete; and as
   begun at this one. */
#define REACHED_PCT 90
#define BEGUN_PCT 10

/* The run is nearly over behind this share of it. */
#define LATE_PCT 90

uint64_t leak_course_at(const struct profile *p, enum axis axis, size_t pos)
{
   return pos == 0 ? 0 : p->snapshots[pos - 1].when.on[axis];
}

/* The clock that tells how far into the run a position is. */
enum axis leak_course_clock(const struct profile *p)
{
   static const enum axis order[] = {AXIS_SUPERBLOCKS, AXIS_INSTRUCTIONS,
                                     AXIS_MS, AXIS_BYTES};
   for (size_t i = 0; i < 4; i++) {
      if (leak_course_at(p, order[i], p->n_snapshots) > 0)
         return order[i];
   }
   return AXIS_SUPERBLOCKS;
}

uint64_t leak_course_span(const struct profile *p, enum axis axis, size_t from,
                          size_t to)
{
   uint64_t a = leak_course_at(p, axis, from), b = leak_course_at(p, axis, to);
   return b > a ? b - a : 0;
}

/* What a group holds at a position, and its calls up to there. */
struct point {
   size_t position;
   uint64_t bytes, n_calls;
};

static void lower_floor(struct leak_course *s, const struct point *at)
{
   if (at->bytes >= s->floor)
      return;
   s->floor = at->bytes;
   s->n_steps++;
   if (!s->found_reached && s->floor < s->end_bytes / 100 * REACHED_PCT) {
      s->reached = s->next;
      s->calls_reached = s->next_calls;
      s->found_reached = true;
   }
   if (!s->found_begun && s->floor <= s->end_bytes / 100 * BEGUN_PCT) {
      s->begun = at->position;
      s->found_begun = true;
   }
}

static void note_growth(struct leak_course *s, size_t position)
{
   s->n_rising++;
   if (s->last_growth == 0)
      s->last_growth = position;
}

/* One point more, earlier than those before.  From `late` on a position is
   near the end of the run. */
static void see_point(struct leak_course *s, const struct point *at,
                      size_t late)
{
   /* Nobody knows when between two snapshots a change came: it held what it
      held until the one before the next change. */
   const size_t until = s->n_points ? s->next - 1 : at->position;

   if (s->n_points++ == 0) {
      s->last_change = at->position;
      s->floor = s->end_bytes;
   } else if (s->next_bytes > at->bytes) {
      note_growth(s, s->next);
   }
   lower_floor(s, at);
   if (at->bytes - s->floor > s->longest_fall_bytes)
      s->longest_fall_bytes = at->bytes - s->floor;
   if (at->bytes > s->max_bytes)
      s->max_bytes = at->bytes;
   if (until >= late && at->bytes > s->late_bytes)
      s->late_bytes = at->bytes;
   s->next = at->position;
   s->next_bytes = at->bytes;
   s->next_calls = at->n_calls;
}

/* Behind the first point in time lies nothing. */
static void end_course(struct leak_course *s)
{
   if (s->n_points == 0)
      return;
   s->born = s->next - 1;
   s->first = s->next;
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

static bool is_near_end(const struct profile *p, enum axis axis, size_t pos)
{
   uint64_t run = leak_course_at(p, axis, p->n_snapshots);
   return run == 0 || leak_course_at(p, axis, pos) >= run / 100 * LATE_PCT;
}

/* The first position that is near the end on all clocks: a start-up is most
   of a tiny run's time. */
static size_t find_late(const struct profile *p)
{
   size_t pos = p->n_snapshots;
   while (pos > 0 && is_near_end(p, leak_course_clock(p), pos - 1) &&
          is_near_end(p, AXIS_CALLS, pos - 1)) {
      pos--;
   }
   return pos;
}

/* What reading the timelines needs. */
struct timelines {
   const struct profile *profile;
   const uint32_t *group_of; /* by context */
   struct leak_course *courses;
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
      now->position = position;
      see_point(&t->courses[number - 1], now, t->late);
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
static void read_timelines(const struct timelines *t)
{
   const struct profile *p = t->profile;

   for (size_t position = p->n_snapshots; position > 0; position--)
      take_back(t, position);
   /* What was inherited is there from the first snapshot on. */
   for (size_t i = 0; i < p->n_inherited; i++)
      point_at(t, p->context_of[p->inherited[i].node], 1);
}

struct leak_course *query_leak_courses(struct arena *a,
                                       const struct leak_courses_question *q)
{
   struct leak_course *courses = arena_array(a, q->n_groups, sizeof courses[0]);
   const struct timelines t = {
       q->profile, q->group_of, courses,
       arena_array(a, q->n_groups, sizeof(struct point)),
       find_late(q->profile)};

   for (size_t i = 0; i < q->n_groups; i++) {
      courses[i].end_bytes = q->sums[i].end.bytes;
      t.points[i] =
          (struct point){0, q->sums[i].end.bytes, q->sums[i].allocated.blocks};
   }
   read_timelines(&t);
   for (size_t i = 0; i < q->n_groups; i++)
      end_course(&courses[i]);
   return courses;
}
