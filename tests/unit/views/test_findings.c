/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said first of runs whose meaning is known. */
#include "query/findings.h"

#include <string.h>

#include "base/arena.h"
#include "fake.h"
#include "query/frame_rules.h"
#include "query/stacks.h"
#include "tap.h"

#define MAIN "\nmain | /src/main.c:1\n(below main)"

struct asked {
   struct profile *profile;
   struct arena *arena;
   struct stacks *stacks;
   struct findings *found;
};

static struct asked ask(struct fake *f, bool no_skip,
                        enum findings_extent extent)
{
   static struct frame_options skip;
   struct asked q = {fake_end(f), arena_new(), NULL, NULL};

   skip.no_skip = no_skip;
   struct options *o = arena_alloc(q.arena, sizeof *o);
   o->rules = frame_rules_new(q.arena, &skip);
   q.stacks = stacks_new(q.arena, q.profile, o->rules);
   q.found = query_findings(&(struct findings_question){
       q.arena, q.stacks, q.profile, o, NULL, extent});
   return q;
}

static void done(struct asked *q)
{
   arena_free(q->arena);
   profile_free(q->profile);
}

static void words_are(const struct asked *q, const char *name,
                      const char *expected)
{
   const struct finding *f = findings_find(q->found, name);

   tap_is_str(f ? f->words.text : "(none)", expected, name);
}

/* The figure of that name; its text must stand where it says. */
static uint64_t figure(const struct sentence *w, const char *name)
{
   for (size_t i = 0; i < w->n_figures; i++) {
      if (strcmp(w->figures[i].name, name) == 0)
         return w->figures[i].value;
   }
   return UINT64_MAX;
}

static struct fake *leaking(void)
{
   struct fake *f = fake_new();
   const uint32_t leak = fake_stack(f, "leak | /src/main.c:10" MAIN);
   const uint32_t table = fake_stack(f, "table | /src/main.c:20" MAIN);

   fake_run(f, 20000);
   fake_alloc(f, table, 40960);
   for (int i = 0; i < 100; i++) {
      fake_alloc(f, leak, 1024);
      fake_run(f, 10000);
      fake_snapshot(f);
   }
   fake_free(f, table, 40960);
   return f;
}

static void a_leak(void)
{
   struct asked q = ask(leaking(), false, FINDINGS_ALL);
   const struct finding *f = findings_find(q.found, "leak_suspects");
   const struct finding *peak = findings_find(q.found, "peak");

   words_are(&q, "leak_suspects", "100.0 KiB in 1 place");
   words_are(&q, "allocated",
             "140.0 KiB in 101 calls, 1.4 KiB each on average");
   words_are(&q, "live_at_end", "100.0 KiB in 100 blocks, never freed");
   tap_ok(f->strength == FINDING_BAD && f->certainty == FINDING_GUESSED &&
              f->is_sum,
          "a suspect is bad, guessed, and told by its places");
   tap_is_str(f->title, "Leak suspect", "one is no plural");
   tap_ok(f->n_places == 1, "it has one place");
   tap_is_str(f->places[0].lines[0].text,
              "102,400 bytes never freed in 100 blocks", "exactly");
   tap_is_str(f->places[0].verdict, "staircase", "with its verdict");
   tap_is_str(stacks_site(q.stacks, f->places[0].site)->function, "leak",
              "and where it is");
   tap_ok(figure(&f->places[0].lines[0], "bytes") == 102400,
          "its figures are exact");
   tap_ok(figure(&peak->words, "bytes") == 143360 &&
              figure(&peak->words, "blocks") == 101,
          "those of the peak, too");
   tap_ok(peak->strength == FINDING_STRONG && peak->n_places == 2,
          "the peak is strong, and names who held it");
   tap_is_str(peak->places[0].share.text, "71.4 %", "with its share");
   done(&q);
}

/* Every figure's text is what the words have at its place. */
static void figures_stand_in_words(void)
{
   struct asked q = ask(leaking(), false, FINDINGS_ALL);
   bool fits = true;
   size_t n = 0;

   for (size_t i = 0; i < q.found->n; i++) {
      const struct sentence *w = &q.found->all[i].words;
      size_t last = 0;

      for (size_t k = 0; k < w->n_figures; k++, n++) {
         const struct figure *f = &w->figures[k];

         fits &= f->begin >= last && f->length > 0 &&
                 f->begin + f->length <= strlen(w->text);
         last = f->begin + f->length;
      }
      fits &= w->lead <= strlen(w->text);
   }
   tap_ok(fits && n > 8, "figures follow each other within their words");
   done(&q);
}

static void nothing(void)
{
   struct asked q = ask(fake_new(), false, FINDINGS_ALL);

   tap_ok(q.found->is_empty, "a run without a heap is empty");
   tap_ok(findings_find(q.found, "no_allocation") != NULL, "which it says");
   for (size_t i = 0; i < q.found->n; i++) {
      if (q.found->all[i].group == FINDING_NUMBER) {
         tap_ok(q.found->all[i].strength == FINDING_FAINT,
                "and numbers of nothing are faint");
      }
   }
   done(&q);
}

static void all_freed(void)
{
   struct fake *f = fake_new();
   const uint32_t node = fake_stack(f, "work | /src/main.c:10" MAIN);

   fake_run(f, 20000);
   fake_alloc(f, node, 100000);
   fake_snapshot(f);
   fake_free(f, node, 100000);
   struct asked q = ask(f, false, FINDINGS_ALL);
   words_are(&q, "leak_suspects", "none: everything was freed");
   tap_ok(findings_find(q.found, "leak_suspects")->strength == FINDING_GOOD,
          "is good");
   words_are(&q, "live_at_end", "0 B in 0 blocks");
   done(&q);
}

/* Most bytes have no source line: a hint, unless all frames are asked for. */
static void hints(void)
{
   for (int no_skip = 0; no_skip < 2; no_skip++) {
      struct fake *f = fake_new();

      fake_alloc(f, fake_stack(f, "dark @ /src/app\nmain @ /src/app\n"),
                 100000);
      fake_snapshot(f);
      struct asked q = ask(f, no_skip, FINDINGS_ALL);
      tap_ok((findings_find(q.found, "no_lines") != NULL) == !no_skip,
             no_skip ? "with --no-skip there are no hints"
                     : "a hint is a finding");
      done(&q);
   }
}

/* Each place that holds memory is for other pages than the first. */
static void first(void)
{
   struct asked all = ask(leaking(), false, FINDINGS_ALL);
   struct asked q = ask(leaking(), false, FINDINGS_FIRST);

   tap_ok(findings_find(all.found, "leak") != NULL, "all has each leak");
   tap_ok(findings_find(q.found, "leak") == NULL, "a first page has none");
   tap_ok(findings_find(q.found, "leak_suspects")->n_places ==
              findings_find(all.found, "leak_suspects")->n_places,
          "but the suspects, if they are few");
   done(&q);
   done(&all);
}

static void brief(void)
{
   struct asked q = ask(leaking(), false, FINDINGS_BRIEF);
   const struct finding *peak = findings_find(q.found, "peak");

   tap_ok(!q.found->leaks && !findings_find(q.found, "leak_suspects"),
          "a small screen does without what costs a pass");
   tap_is_str(peak->brief.words.text,
              "140.0 KiB in 101 blocks, at 99.0 % of the run",
              "and says when in one line");
   tap_ok(peak->brief.words.lead == strlen("140.0 KiB"), "the bytes first");
   done(&q);
}

/* What the program holds comes before libraries' pages, however large. */
static void libraries_come_last(void)
{
#define LOADER "/usr/lib64/ld-linux-x86-64.so.2\n"
   static const struct {
      const char *stack;
      uint64_t bytes;
      const char *place;
   } rows[] = {
       {"one | /src/main.c:10" MAIN, 50000, "one"},
       {"two | /src/main.c:20" MAIN, 40000, "two"},
       {"_dl_map_segments | ./elf/dl-map-segments.h:186 @ " LOADER
        "_dl_map_object | ./elf/dl-load.c:2000 @ " LOADER,
        100000, "_dl_map_segments"},
       {"three | /src/main.c:30" MAIN, 30000, "none"},
   };
   struct fake *f = fake_new();

   for (int i = 3; i >= 0; i--)
      fake_alloc(f, fake_stack(f, rows[i].stack), rows[i].bytes);
   fake_snapshot(f);
   struct asked q = ask(f, false, FINDINGS_ALL);
   const struct finding *peak = findings_find(q.found, "peak");
   tap_is_u64(peak->n_places, 3, "a library's pages have the last place");
   for (size_t i = 0; i < peak->n_places; i++) {
      tap_is_str(stacks_site(q.stacks, peak->places[i].site)->function,
                 rows[i].place, "in this order");
   }
   done(&q);
}

int main(void)
{
   a_leak();
   libraries_come_last();
   figures_stand_in_words();
   nothing();
   all_freed();
   hints();
   first();
   brief();
   return tap_done();
}
