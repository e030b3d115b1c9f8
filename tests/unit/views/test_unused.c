/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was held and not used: what is sure, what is at most, what it is called.
 */
#include "query/unused.h"

#include "base/arena.h"
#include "fake.h"
#include "query/frame_rules.h"
#include "query/stacks.h"
#include "tap.h"

#define MAIN "\nmain | /src/main.c:1\n(below main)"

/* A function with ten blocks of 1,000 bytes at the peak, at four tenths of the
 * run. */
struct sample {
   struct fake *f;
   uint32_t node;
};

static struct sample sample_new(void)
{
   struct sample s = {.f = fake_new()};

   s.node = fake_stack(s.f, "hold | /src/main.c:10" MAIN);
   fake_run(s.f, 400);
   for (int i = 0; i < 10; i++)
      fake_alloc(s.f, s.node, 1000);
   fake_run(s.f, 100);
   fake_snapshot(s.f);
   return s;
}

static void put(const struct sample *s, enum use_when when,
                struct record_use_part part)
{
   part.node = s->node;
   if (part.bytes == 0) {
      part.bytes = 10000;
      part.blocks = 10;
   }
   fake_use(s->f, when, &part);
}

/* The words of its rows, one behind the other, where the run ends so many
   superblocks later. */
static void check_after(struct sample *s, uint64_t superblocks,
                        const char *expected, const char *what)
{
   fake_run(s->f, superblocks);
   fake_use(s->f, USE_END,
            &(struct record_use_part){
                .node = s->node, .blocks = 10, .bytes = 10000});
   struct profile *p = fake_end(s->f);
   struct arena *a = arena_new();
   struct frame_options o = {.no_skip = false};
   struct stacks *stacks = stacks_new(a, p, frame_rules_new(a, &o));
   const struct unused_list list = query_unused(a, stacks, p, 100);
   const char *text = "";

   for (size_t i = 0; i < list.n_rows; i++) {
      text = arena_printf(a, "%s%s%s", text, i > 0 ? "; " : "",
                          unused_words(a, p, list.when, &list.rows[i]));
   }
   tap_is_str(text, expected, what);
   arena_free(a);
   profile_free(p);
}

static void check(struct sample *s, const char *expected, const char *what)
{
   check_after(s, 500, expected, what);
}

/* The peak is the end: nothing could be touched again. */
static void check_end(void)
{
   struct sample s = {.f = fake_new()};

   s.node = fake_stack(s.f, "hold | /src/main.c:10" MAIN);
   fake_run(s.f, 500);
   for (int i = 0; i < 10; i++)
      fake_alloc(s.f, s.node, 1000);
   put(&s, USE_PEAK, (struct record_use_part){.never_touched = 10000});
   put(&s, USE_ALL, (struct record_use_part){.never_touched = 10000});
   check_after(&s, 0, "9.8 KiB never touched", "a peak at the end");
}

static void check_nothing(void)
{
   struct sample s = sample_new();
   check(&s, "", "all is touched at the end");
   s = sample_new();
   put(&s, USE_PEAK, (struct record_use_part){.never_touched = 0});
   check(&s, "", "all of it is used");
}

static void check_untouched(void)
{
   const struct record_use_part all = {.never_touched = 10000,
                                       .not_again = 10000,
                                       .tail_bytes = 10000,
                                       .tail_blocks = 10};
   const struct record_use_part tails = {.never_touched = 6000,
                                         .not_again = 6000,
                                         .tail_bytes = 6000,
                                         .tail_blocks = 8};
   const struct record_use_part heads = {.never_touched = 9600,
                                         .not_again = 9600,
                                         .tail_bytes = 9600,
                                         .tail_blocks = 10};
   const struct record_use_part parts = {.never_touched = 6000,
                                         .not_again = 6000};
   struct sample s = sample_new();

   put(&s, USE_PEAK, all);
   put(&s, USE_ALL, all);
   check(&s, "9.8 KiB never touched", "whole blocks");
   s = sample_new();
   put(&s, USE_PEAK, tails);
   put(&s, USE_ALL, tails);
   check(&s, "5.9 KiB of 9.8 KiB never touched: tails of 8 of 10 blocks",
         "tails");
   s = sample_new();
   put(&s, USE_PEAK, heads);
   put(&s, USE_ALL, heads);
   check(&s, "9.4 KiB of 9.8 KiB never touched: tails of 10 of 10 blocks",
         "nearly all of each block is a tail");
   s = sample_new();
   put(&s, USE_PEAK, parts);
   put(&s, USE_ALL, parts);
   check(&s, "5.9 KiB of 9.8 KiB never touched, between what is", "parts");
}

/* A peak in the midst of filling: nothing of it stays untouched. */
static void check_not_yet(void)
{
   struct sample s = sample_new();

   put(&s, USE_PEAK,
       (struct record_use_part){.never_touched = 9000, .not_again = 1000});
   put(&s, USE_ALL, (struct record_use_part){.never_touched = 0});
   check(&s, "", "touched behind the peak");
}

/* Of a hundred blocks in all, ten were there at the peak. */
static void check_at_most(void)
{
   struct sample s = sample_new();

   put(&s, USE_PEAK,
       (struct record_use_part){.never_touched = 4000, .not_again = 5000});
   put(&s, USE_ALL,
       (struct record_use_part){
           .bytes = 100000, .blocks = 100, .never_touched = 40000});
   check(&s, "up to 3.9 KiB of 9.8 KiB never touched, between what is",
         "blocks of before and behind the peak");
   s = sample_new();
   put(&s, USE_PEAK,
       (struct record_use_part){.never_touched = 9000, .not_again = 9000});
   put(&s, USE_ALL,
       (struct record_use_part){
           .bytes = 100000, .blocks = 100, .never_touched = 40000});
   check(&s, "up to 8.8 KiB of 9.8 KiB never touched, between what is",
         "the least of what is known");
}

static void check_touched(void)
{
   const struct record_use_part unread = {.never_read = 10000};
   const struct record_use_part done = {.idle_half = 9000,
                                        .idle_quarter = 9000,
                                        .idle_eighth = 9000,
                                        .not_again = 10000};
   struct record_use_part waiting = done;
   struct sample s = sample_new();

   put(&s, USE_PEAK, unread);
   put(&s, USE_ALL, unread);
   check(&s, "9.8 KiB written, never read", "written only");
   s = sample_new();
   put(&s, USE_PEAK, unread);
   put(&s, USE_ALL, (struct record_use_part){.never_read = 0});
   check(&s, "", "read behind the peak");
   s = sample_new();
   put(&s, USE_PEAK, done);
   check(
       &s,
       "8.8 KiB of 9.8 KiB idle: touched in the first 20.0 % of the work, and "
       "not again",
       "idle for good");
   s = sample_new();
   waiting.not_again = 1000;
   put(&s, USE_PEAK, waiting);
   check(&s,
         "8.8 KiB of 9.8 KiB idle for the last half of the work until the "
         "peak, and touched again later",
         "idle for a while");
}

int main(void)
{
   check_nothing();
   check_end();
   check_untouched();
   check_not_yet();
   check_at_most();
   check_touched();
   return tap_done();
}
