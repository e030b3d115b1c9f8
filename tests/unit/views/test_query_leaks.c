/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts on timelines whose meaning is known. */
#include "query/leaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "fake.h"
#include "query/frame_rules.h"
#include "query/stacks.h"
#include "tap.h"

#define MAIN "\nmain | /src/main.c:1\n(below main)"

/* A step of a run, for writing shapes down; the fake's clocks are moved by
   the shape. */
struct shape {
   struct fake *f;
   uint32_t node;
};

static struct shape shape_new(const char *function)
{
   char stack[200];
   struct shape s = {.f = fake_new()};
   snprintf(stack, sizeof stack, "%s | /src/main.c:10" MAIN, function);
   s.node = fake_stack(s.f, stack);
   return s;
}

static const struct leak_group *find(const struct leaks *l,
                                     const struct stacks *s, const char *name)
{
   for (size_t i = 0; i < l->n_groups; i++) {
      const struct site *site = stacks_site(s, l->groups[i].site);
      if (strcmp(site->function, name) == 0)
         return &l->groups[i];
   }
   return NULL;
}

/* The verdict on a function, "(not listed)" if it is of no interest. */
static void check(struct fake *f, const char *function, enum verdict expected,
                  const char *what)
{
   struct profile *p = fake_end(f);
   struct arena *a = arena_new();
   struct frame_options o = {.no_skip = false};
   struct stacks *s = stacks_new(a, p, frame_rules_new(a, &o));
   struct leaks *l = query_leaks(a, s, p);
   const struct leak_group *g = find(l, s, function);
   tap_is_str(g ? verdict_name(g->verdict) : "(not listed)",
              expected == VERDICT_FREED ? "(not listed)"
                                        : verdict_name(expected),
              what);
   arena_free(a);
   profile_free(p);
}

/* Something else that the program does meanwhile: allocated and freed. */
static void noise(struct shape *s, uint32_t node, int n)
{
   for (int i = 0; i < n; i++) {
      fake_alloc(s->f, node, 100);
      fake_free(s->f, node, 100);
   }
}

static void tiny_leak(void)
{
   struct shape s = shape_new("leak");
   fake_run(s.f, 20000); /* the loader */
   for (int i = 0; i < 100; i++) {
      fake_alloc(s.f, s.node, 1024);
      fake_run(s.f, 6);
      fake_snapshot(s.f);
   }
   fake_run(s.f, 800); /* the exit */
   check(s.f, "leak", VERDICT_STAIRCASE, "a hundred boxes in microseconds");
}

static void tiny_leak_in_one_snapshot(void)
{
   struct shape s = shape_new("leak");
   fake_run(s.f, 20000);
   fake_snapshot(s.f);
   for (int i = 0; i < 100; i++)
      fake_alloc(s.f, s.node, 1024);
   fake_run(s.f, 500);
   check(s.f, "leak", VERDICT_STAIRCASE, "the same between two snapshots");
}

static void long_leak(void)
{
   struct shape s = shape_new("leak");
   uint32_t other = fake_stack(s.f, "work | /src/work.c:4" MAIN);
   for (int i = 0; i < 1000; i++) {
      fake_alloc(s.f, s.node, 64);
      noise(&s, other, 5);
      fake_run(s.f, 10000);
      if (i % 5 == 0)
         fake_snapshot(s.f);
   }
   check(s.f, "leak", VERDICT_STAIRCASE, "a thousand steps over a long run");
}

static void leak_before_a_wait(void)
{
   struct shape s = shape_new("leak");
   for (int i = 0; i < 1000; i++) {
      fake_alloc(s.f, s.node, 64);
      fake_run(s.f, 100);
      if (i % 5 == 0)
         fake_snapshot(s.f);
   }
   fake_wait(s.f, 5000);
   check(s.f, "leak", VERDICT_STAIRCASE, "a leak, then a busy machine");
}

static void leak_of_every_third(void)
{
   struct shape s = shape_new("leak");
   for (int i = 0; i < 900; i++) {
      fake_alloc(s.f, s.node, 500);
      if (i % 3)
         fake_free(s.f, s.node, 500);
      fake_run(s.f, 10000);
      fake_snapshot(s.f);
   }
   check(s.f, "leak", VERDICT_STAIRCASE, "a leak of every third block");
}

static void leak_of_few_large(void)
{
   struct shape s = shape_new("leak");
   for (int i = 0; i < 6; i++) {
      fake_run(s.f, 1000000);
      fake_alloc(s.f, s.node, 1 << 20);
      fake_snapshot(s.f);
   }
   check(s.f, "leak", VERDICT_STAIRCASE, "six megabytes, one by one");
}

/* realloc doubles one block; some small ones of other lines lie beside it. */
static void vector_that_grows(void)
{
   struct fake *f = fake_new();
   uint32_t vector = fake_stack(f, "run | /src/run.c:4" MAIN);
   for (int i = 0; i < 16; i++) {
      char stack[200];
      snprintf(stack, sizeof stack, "run | /src/run.c:%d" MAIN, 100 + i);
      fake_alloc(f, fake_stack(f, stack), 100);
   }
   fake_alloc(f, vector, 1000);
   for (uint64_t size = 1000; size < 1000000; size = size * 9 / 8) {
      fake_alloc(f, vector, size * 9 / 8);
      fake_free(f, vector, size);
      fake_run(f, size * 10);
      fake_snapshot(f);
   }
   check(f, "run", VERDICT_STAIRCASE, "one block that realloc makes larger");
}

/* As many bytes in steps of two: a table that holds what there is. */
static void table_that_doubles(void)
{
   struct fake *f = fake_new();
   uint32_t table = fake_stack(f, "load | /src/run.c:4" MAIN);
   fake_alloc(f, table, 1000);
   for (uint64_t size = 1000; size < 1000000; size *= 2) {
      fake_alloc(f, table, size * 2);
      fake_free(f, table, size);
      fake_run(f, size * 10);
      fake_snapshot(f);
   }
   check(f, "load", VERDICT_ONE_OFF, "one block that was doubled ten times");
}

static void table_at_once(void)
{
   struct shape s = shape_new("table");
   fake_alloc(s.f, s.node, 1 << 20);
   fake_snapshot(s.f);
   fake_run(s.f, 5000000);
   check(s.f, "table", VERDICT_ONE_OFF, "a table allocated at once");
}

static void table_of_small_blocks(void)
{
   struct shape s = shape_new("table");
   for (int i = 0; i < 1000; i++) {
      fake_alloc(s.f, s.node, 1024);
      fake_run(s.f, 10);
      if (i % 10 == 0)
         fake_snapshot(s.f);
   }
   for (int i = 0; i < 100; i++) {
      fake_run(s.f, 50000);
      fake_snapshot(s.f);
   }
   check(s.f, "table", VERDICT_ONE_OFF, "a table of a thousand small blocks");
}

static void cache(bool evicts)
{
   struct shape s = shape_new("cache");
   for (int i = 0; i < 1000; i++) {
      if (i < 300) {
         fake_alloc(s.f, s.node, 700);
      } else if (evicts) {
         fake_free(s.f, s.node, 700);
         fake_alloc(s.f, s.node, 700);
      }
      fake_run(s.f, evicts ? 10 : 1000);
      fake_snapshot(s.f);
   }
   check(s.f, "cache", VERDICT_PLATEAU,
         evicts ? "a cache that goes on working, in a short run"
                : "a cache that fills and stays");
}

static void sawtooth(int rest)
{
   struct shape s = shape_new("batch");
   for (int i = 0; i < 1000 + rest; i++) {
      fake_alloc(s.f, s.node, 500);
      fake_run(s.f, 1000);
      fake_snapshot(s.f);
      if (i % 200 == 199) {
         for (int k = 0; k < 200; k++)
            fake_free(s.f, s.node, 500);
      }
   }
   check(s.f, "batch", rest ? VERDICT_SAWTOOTH : VERDICT_FREED,
         rest ? "a sawtooth of which a part is left"
              : "a sawtooth that ends at zero");
}

static void rising_sawtooth(void)
{
   struct shape s = shape_new("batch");
   for (int i = 0; i < 2000; i++) {
      fake_alloc(s.f, s.node, 500);
      fake_run(s.f, 1000);
      fake_snapshot(s.f);
      if (i % 200 == 199) {
         for (int k = 0; k < 150; k++)
            fake_free(s.f, s.node, 500);
      }
   }
   check(s.f, "batch", VERDICT_STAIRCASE, "teeth whose floor climbs");
}

static void freed_at_exit(void)
{
   struct shape s = shape_new("history");
   for (int i = 0; i < 400; i++) {
      fake_alloc(s.f, s.node, 512);
      fake_run(s.f, 500);
      fake_snapshot(s.f);
   }
   for (int i = 0; i < 400; i++)
      fake_free(s.f, s.node, 512);
   fake_run(s.f, 2000);
   check(s.f, "history", VERDICT_AT_EXIT, "held to the end, then freed");
}

static void freed_before(void)
{
   struct shape s = shape_new("phase");
   for (int i = 0; i < 400; i++) {
      if (i < 100)
         fake_alloc(s.f, s.node, 512);
      else if (i < 200)
         fake_free(s.f, s.node, 512);
      fake_run(s.f, 5000);
      fake_snapshot(s.f);
   }
   check(s.f, "phase", VERDICT_FREED, "freed during the run");
}

static void small_growth(void)
{
   struct shape s = shape_new("names");
   uint32_t table = fake_stack(s.f, "table | /src/table.c:4" MAIN);
   fake_alloc(s.f, table, 1 << 20);
   for (int i = 0; i < 100; i++) {
      fake_alloc(s.f, s.node, 20);
      fake_run(s.f, 1000);
      fake_snapshot(s.f);
   }
   check(s.f, "names", VERDICT_GROWING, "two of a thousand kilobytes");
}

/* A loop that leaks, n blocks of `bytes` each. */
static void small_loop(const char *stack, int n, uint64_t bytes)
{
   struct fake *f = fake_new();
   uint32_t node = fake_stack(f, stack);
   fake_run(f, 20000);
   for (int i = 0; i < n; i++) {
      fake_alloc(f, node, bytes);
      fake_run(f, 6);
      fake_snapshot(f);
   }
   bool has_lines = strchr(stack, '|') != NULL;
   check(f, has_lines ? "leak" : "evalcmd",
         has_lines ? VERDICT_STAIRCASE : VERDICT_GROWING,
         has_lines ? "ten blocks of sixteen bytes, in a lesson"
                   : "a kilobyte that a shell keeps");
}

/* The same lesson; then the program becomes another one. */
static void becomes_another(void)
{
   struct fake *f = fake_new();
   uint32_t node = fake_stack(f, "leak | /src/leak.c:4" MAIN);

   fake_run(f, 20000);
   for (int i = 0; i < 100; i++) {
      fake_alloc(f, node, 48);
      fake_run(f, 6);
      fake_snapshot(f);
   }
   fake_ends_by(f, "exec");
   check(f, "leak", VERDICT_GROWING, "little, in a program that is replaced");
}

/* Of 4 MB a cache has nearly all; the leak beside it is as long as the run. */
static void slow_leak(void)
{
   struct shape s = shape_new("leak");
   uint32_t cache = fake_stack(s.f, "cache | /src/cache.c:4" MAIN);
   for (int i = 0; i < 4000; i++)
      fake_alloc(s.f, cache, 1000);
   fake_snapshot(s.f);
   for (int i = 0; i < 300; i++) {
      noise(&s, cache, 50);
      fake_alloc(s.f, s.node, 100);
      fake_run(s.f, 10000);
      fake_snapshot(s.f);
   }
   check(s.f, "leak", VERDICT_STAIRCASE, "a slow leak beside a full cache");
}

/* Tables that are filled at three moments; nothing of them is given back. */
static void lumps(void)
{
   struct shape s = shape_new("table");
   for (int i = 0; i < 100; i++) {
      for (int k = 0; i % 33 == 32 && k < 500; k++)
         fake_alloc(s.f, s.node, 200);
      fake_run(s.f, 100000);
      fake_snapshot(s.f);
   }
   check(s.f, "table", VERDICT_GROWING, "it grows at three moments only");
}

/* It leaks in bursts, each after a while. */
static void bursts(void)
{
   struct shape s = shape_new("leak");
   uint32_t other = fake_stack(s.f, "work | /src/work.c:4" MAIN);
   for (int i = 0; i < 400; i++) {
      for (int k = 0; i % 40 == 39 && k < 200; k++)
         fake_alloc(s.f, s.node, 100);
      noise(&s, other, 20);
      fake_run(s.f, 50000);
      fake_snapshot(s.f);
   }
   check(s.f, "leak", VERDICT_STAIRCASE, "a leak in ten bursts");
}

/* A few blocks of each of many stacks, to the very end: no loop leaks. */
static void start_up(void)
{
   struct fake *f = fake_new();
   for (int i = 0; i < 40; i++) {
      char stack[200];
      snprintf(stack, sizeof stack,
               "intern | /src/intern.c:5\ninit_%d | /src/init.c:%d" MAIN, i, i);
      uint32_t node = fake_stack(f, stack);
      fake_alloc(f, node, 200);
      fake_alloc(f, node, 200);
      fake_run(f, 3000);
      fake_snapshot(f);
   }
   check(f, "intern", VERDICT_ONE_OFF, "the start-up of an interpreter");
}

static void check_ranking(void)
{
   struct fake *f = fake_new();
   uint32_t table = fake_stack(f, "table | /src/main.c:5" MAIN);
   uint32_t leak = fake_stack(f, "leak | /src/main.c:9" MAIN);
   fake_alloc(f, table, 10 << 20);
   for (int i = 0; i < 500; i++) {
      fake_alloc(f, leak, 1024);
      fake_run(f, 10000);
      fake_snapshot(f);
   }
   struct profile *p = fake_end(f);
   struct arena *a = arena_new();
   struct frame_options o = {.no_skip = false};
   struct stacks *s = stacks_new(a, p, frame_rules_new(a, &o));
   struct leaks *l = query_leaks(a, s, p);
   tap_is_u64(l->n_groups, 2, "two functions hold memory at the end");
   tap_is_u64(l->n_suspects, 1, "one of them is a suspect");
   tap_is_str(stacks_site(s, l->groups[0].site)->function, "leak",
              "a leak stands above a larger table");
   tap_is_u64(l->suspect_total.bytes, 512000, "its bytes");
   tap_is_u64(l->groups[0].end.blocks, 500, "its blocks");
   tap_is_u64(l->at_end.bytes, 512000 + (10 << 20), "the bytes of all");
   arena_free(a);
   profile_free(p);
}

struct result {
   struct arena *arena;
   struct profile *profile;
   struct stacks *stacks;
   struct leaks *leaks;
};

static struct result look(struct fake *f)
{
   struct result r = {arena_new(), fake_end(f), NULL, NULL};
   struct frame_options o = {.no_skip = false};
   r.stacks = stacks_new(r.arena, r.profile, frame_rules_new(r.arena, &o));
   r.leaks = query_leaks(r.arena, r.stacks, r.profile);
   return r;
}

static void result_free(struct result *r)
{
   arena_free(r->arena);
   profile_free(r->profile);
}

/* One function, three lines, which are judged one by one: a spike, a buffer,
   and what is left. */
static void check_lines(void)
{
   struct fake *f = fake_new();
   uint32_t spike = fake_stack(f, "work | /src/work.c:5" MAIN);
   uint32_t buffer = fake_stack(f, "work | /src/work.c:6" MAIN);
   uint32_t leak = fake_stack(f, "work | /src/work.c:7" MAIN);
   uint32_t again =
       fake_stack(f, "work | /src/work.c:7\nother | /src/work.c:40" MAIN);
   fake_alloc(f, spike, 1 << 20);
   fake_snapshot(f);
   fake_free(f, spike, 1 << 20);
   fake_alloc(f, buffer, 5000);
   for (int i = 0; i < 20; i++) {
      fake_alloc(f, i % 2 ? leak : again, 300);
      fake_run(f, 100);
      fake_snapshot(f);
   }
   struct result r = look(f);
   const struct leak_group *g = find(r.leaks, r.stacks, "work");
   tap_is_u64(stacks_site(r.stacks, g->site)->line, 7,
              "the line that has most at the end, of two stacks");
   tap_is_u64(g->end.bytes, 6000, "the bytes are those of the line");
   result_free(&r);
}

static void check_freed_lines(void)
{
   struct fake *f = fake_new();
   uint32_t less = fake_stack(f, "work | /src/work.c:5" MAIN);
   uint32_t more = fake_stack(f, "work | /src/work.c:6" MAIN);
   fake_alloc(f, less, 1000);
   fake_alloc(f, more, 9000);
   fake_run(f, 200000);
   fake_snapshot(f);
   fake_free(f, less, 1000);
   fake_free(f, more, 9000);
   struct result r = look(f);
   const struct leak_group *g = find(r.leaks, r.stacks, "work");
   tap_is_u64(stacks_site(r.stacks, g->site)->line, 6,
              "where nothing is left, the line with most at the peak");
   tap_is_u64(g->max_bytes, 9000, "and no other line's bytes");
   result_free(&r);
}

/* Many blocks in one burst: no suspect, and not silent either. */
static void check_burst(void)
{
   struct shape s = shape_new("req");
   fake_run(s.f, 1000000);
   for (int i = 0; i < 5000; i++) {
      fake_alloc(s.f, s.node, 64);
      fake_run(s.f, 10);
      if (i % 100 == 0)
         fake_snapshot(s.f);
   }
   fake_snapshot(s.f);
   fake_run(s.f, 5000000);
   struct result r = look(s.f);
   tap_is_u64(r.leaks->n_suspects, 0, "a burst is no suspect");
   tap_ok(r.leaks->silent != NULL, "but it is named");
   tap_is_u64(r.leaks->silent ? r.leaks->silent->end.blocks : 0, 5000,
              "with its blocks");
   result_free(&r);
}

static void check_arena(void)
{
   struct fake *f = fake_new();
   uint32_t node =
       fake_stack(f, "Perl_more_sv @ /usr/bin/perl\nmain @ /usr/bin/perl");
   for (int i = 0; i < 500; i++) {
      fake_alloc(f, node, 4080);
      fake_run(f, 10000);
      fake_snapshot(f);
   }
   struct result r = look(f);
   tap_is_u64(r.leaks->n_groups, 1, "an interpreter's arenas are listed");
   tap_is_u64(r.leaks->n_suspects, 0, "and are no suspect");
   result_free(&r);
}

/* Grows evenly, or in one half of its life twice as much as in the other; at
   the end so many hundredths of it were touched in the last quarter. */
static void growth_in_use(bool evenly, unsigned touched_pct,
                          enum verdict expected, const char *what)
{
   struct shape s = shape_new("leak");
   uint64_t bytes = 0;

   for (int i = 0; i < 1000; i++) {
      if (evenly || i < 100 || i % 40 == 0 || i > 850) {
         fake_alloc(s.f, s.node, 1000);
         bytes += 1000;
      }
      fake_run(s.f, 10000);
      if (i % 5 == 0)
         fake_snapshot(s.f);
   }
   const uint64_t idle = bytes / 100 * (100 - touched_pct);
   fake_use(s.f, USE_END,
            &(struct record_use_part){.node = s.node,
                                      .blocks = bytes / 1000,
                                      .bytes = bytes,
                                      .idle_half = idle / 2,
                                      .idle_quarter = idle,
                                      .idle_eighth = idle});
   check(s.f, "leak", expected, what);
}

static void check_use(void)
{
   growth_in_use(true, 25, VERDICT_STAIRCASE, "only the new is touched");
   growth_in_use(true, 100, VERDICT_IN_USE, "all is touched: a table");
   growth_in_use(true, 70, VERDICT_IN_USE, "most of the old is touched");
   growth_in_use(true, 50, VERDICT_STAIRCASE, "little of the old is touched");
   growth_in_use(false, 58, VERDICT_STAIRCASE, "uneven, and not touched");
   growth_in_use(false, 75, VERDICT_GROWING, "uneven, and some is touched");
}

int main(void)
{
   tiny_leak();
   tiny_leak_in_one_snapshot();
   long_leak();
   leak_before_a_wait();
   leak_of_every_third();
   leak_of_few_large();
   vector_that_grows();
   table_that_doubles();
   table_at_once();
   table_of_small_blocks();
   cache(false);
   cache(true);
   sawtooth(130);
   sawtooth(0);
   rising_sawtooth();
   freed_at_exit();
   freed_before();
   small_growth();
   start_up();
   slow_leak();
   becomes_another();
   lumps();
   bursts();
   small_loop("leak | /src/main.c:3" MAIN, 10, 16);
   small_loop("evalcmd @ /usr/bin/dash", 45, 34);
   check_ranking();
   check_lines();
   check_freed_lines();
   check_burst();
   check_arena();
   check_use();
   return tap_done();
}
