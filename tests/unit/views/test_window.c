/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Windows of a run: their bounds, and the moments that name them. */
#include "query/window.h"

#include "base/arena.h"
#include "fake.h"
#include "tap.h"
#include "cli/moment_words.h"

static uint32_t held, grown, churned;

/* Four snapshots and a last one:

      held       1000 from the first on
      grown       100   200   300   400   500
      churned       0    50     0    70    70: all of it anew each time      */
static struct profile *make(void)
{
   struct fake *f = fake_new();

   held = fake_stack(f, "held | /src/a.c:1");
   grown = fake_stack(f, "grown | /src/a.c:2");
   churned = fake_stack(f, "churned | /src/a.c:3");
   fake_alloc(f, held, 1000);
   for (int i = 0; i < 5; i++) {
      fake_alloc(f, grown, 100);
      if (i == 1)
         fake_alloc(f, churned, 50);
      if (i == 2)
         fake_free(f, churned, 50);
      if (i == 3)
         fake_alloc(f, churned, 70);
      if (i == 4) {
         fake_free(f, churned, 70);
         fake_alloc(f, churned, 70);
      }
      fake_run(f, 1000000);
      if (i < 4)
         fake_snapshot(f);
   }
   return fake_end(f);
}

static uint64_t held_of(const struct profile *part, uint32_t node,
                        const struct usage *kept)
{
   const uint32_t c = part->context_of[node];

   return window_held(part, c, kept[c]).bytes;
}

static void check_bounds(struct arena *a, const struct profile *p)
{
   const struct profile *part = window_new(a, p, (struct snapshot_range){2, 5});
   const struct window *w = part->window;
   struct usage *kept = arena_array(a, p->n_contexts, sizeof kept[0]);

   window_bounds(part, kept, NULL);
   tap_is_u64(part->n_snapshots, 3, "so many snapshots lie in it");
   tap_is_u64(part->total.bytes, 300 + 70 + 70, "allocated in it");
   tap_is_u64(w->freed.bytes, 50 + 70, "freed in it");
   tap_is_u64(held_of(part, held, kept), 1000, "held all through");
   tap_is_u64(kept[p->context_of[held]].bytes, 0, "and nothing new");
   tap_is_u64(kept[p->context_of[grown]].bytes, 300, "what grew is new");
   tap_is_u64(kept[p->context_of[grown]].blocks, 3, "in so many blocks");
   tap_is_u64(held_of(part, grown, kept), 200, "above what was there");
   tap_is_u64(held_of(part, churned, kept), 0, "a moment without any");
   tap_is_u64(kept[p->context_of[churned]].bytes, 70, "shows that all is new");
   tap_is_u64(w->kept_sum.bytes, 370, "the sum");
   tap_is_u64(part->end.bytes, p->end.bytes, "its end is that of the run");
   tap_is_u64(profile_totals(part, grown).freed.bytes, 0,
              "what it had before is no gain");
}

/* Freed and allocated between the same two snapshots: nobody can tell. */
static void check_doubt(struct arena *a, const struct profile *p)
{
   const struct profile *part = window_new(a, p, (struct snapshot_range){4, 5});
   struct usage *kept = arena_array(a, p->n_contexts, sizeof kept[0]);
   struct usage *most = arena_array(a, p->n_contexts, sizeof most[0]);

   window_bounds(part, kept, most);
   tap_is_u64(kept[p->context_of[churned]].bytes, 0, "at least nothing is new");
   tap_is_u64(most[p->context_of[churned]].bytes, 70, "at most all of it");
   tap_is_u64(part->window->kept_most.bytes, 100 + 70, "and of all");
}

static void check_whole(struct arena *a, const struct profile *p)
{
   const struct profile *part = window_new(a, p, (struct snapshot_range){0, 5});

   tap_is_u64(part->window->kept_sum.bytes, p->end.bytes,
              "in the whole run all that is left is new");
   tap_is_u64(part->window->held_sum.bytes, 0, "at its start there is nothing");
   tap_is_u64(part->total.blocks, p->total.blocks, "all calls are in it");
}

static size_t at(struct arena *a, const struct profile *p, const char *text,
                 enum moment_words_side side)
{
   const struct moment_words w =
       moment_words_find(a, p, AXIS_SUPERBLOCKS, text, side);

   return w.fault ? 99 : w.position;
}

/* Snapshots are at 100, 200, ... ms, and each 100,000 superblocks a ms. */
static void check_moments(struct arena *a, const struct profile *p)
{
   const uint64_t step = p->snapshots[0].when.on[AXIS_MS];

   tap_is_u64(step, 100, "a snapshot each 100 ms");
   tap_is_u64(at(a, p, "start", MOMENT_WORDS_FROM), 0, "start");
   tap_is_u64(at(a, p, "end", MOMENT_WORDS_TO), 5, "end");
   tap_is_u64(at(a, p, "2", MOMENT_WORDS_FROM), 3, "a snapshot");
   tap_is_u64(at(a, p, "5", MOMENT_WORDS_FROM), 99,
              "there is none of that number");
   tap_is_u64(at(a, p, "250ms", MOMENT_WORDS_FROM), 2,
              "a window's start is before");
   tap_is_u64(at(a, p, "250ms", MOMENT_WORDS_TO), 3,
              "and its end behind a moment");
   tap_is_u64(at(a, p, "0.2s", MOMENT_WORDS_FROM), 2,
              "one that a snapshot is at");
   tap_is_u64(at(a, p, "0.2 s", MOMENT_WORDS_TO), 2, "is not moved");
   tap_is_u64(at(a, p, "2M", MOMENT_WORDS_TO), 2, "along the axis");
   tap_is_u64(at(a, p, "50%", MOMENT_WORDS_FROM), 2, "a share of the run");
   tap_is_u64(at(a, p, "1h", MOMENT_WORDS_TO), 5, "beyond the run");
   tap_is_u64(at(a, p, "1.1KB", MOMENT_WORDS_TO), 1, "bytes allocated");
   tap_is_u64(at(a, p, "3parsecs", MOMENT_WORDS_TO), 99, "no unit");
   tap_is_u64(at(a, p, "101%", MOMENT_WORDS_TO), 99, "more than all");
   tap_is_u64(at(a, p, "5i", MOMENT_WORDS_TO), 99,
              "a clock that was not recorded");
   tap_is_u64(at(a, p, "99999999999999999999s", MOMENT_WORDS_TO), 99,
              "too large");
   tap_is_u64(at(a, p, "parse", MOMENT_WORDS_TO), 99, "no such name");
   tap_is_str(moment_words_of(a, p, AXIS_MS, 0), "the start",
              "words of the start");
   tap_is_str(moment_words_of(a, p, AXIS_MS, 3),
              "snapshot 2 at 60.0 % of the run (300 ms)", "of a snapshot");
}

int main(void)
{
   struct arena *a = arena_new();
   struct profile *p = make();

   check_bounds(a, p);
   check_doubt(a, p);
   check_whole(a, p);
   check_moments(a, p);
   profile_free(p);
   arena_free(a);
   return tap_done();
}
