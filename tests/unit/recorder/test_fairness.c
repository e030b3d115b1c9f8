/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long threads wait for their turn. */
#include "control/fairness.h"

#include "tap.h"

#define SLICE 100000

static ULong superblocks;

static void run(ThreadId tid, UInt n_slices)
{
   for (UInt i = 0; i < n_slices; i++) {
      ms2_fairness_run(tid, superblocks);
      superblocks += SLICE;
   }
}

static ULong longest_after(void (*program)(void))
{
   ms2_fairness_restart(1);
   program();
   return ms2_fairness_longest();
}

static void in_turn(void)
{
   for (UInt i = 0; i < 1000; i++)
      run(1 + i % 5, 1);
}

static void passed_over(void)
{
   run(1, 1);
   run(2, 8000);
   run(1, 1);
}

static void passed_over_shortly(void)
{
   run(1, 1);
   run(2, 900);
   run(1, 1);
}

/* 3 and 4 wait, too: the share of each is smaller. */
static void passed_over_by_many(void)
{
   run(3, 1);
   run(4, 1);
   run(1, 1);
   run(2, 8000);
   run(1, 1);
}

static void resting(void)
{
   run(1, 1);
   ms2_fairness_call(1);
   run(2, 8000);
   run(1, 1);
}

/* A call of the thread that runs says nothing of the one that waits. */
static void other_calls(void)
{
   run(1, 1);
   run(2, 4000);
   ms2_fairness_call(2);
   run(2, 4000);
   run(1, 1);
}

static void alone(void)
{
   run(1, 1000);
}

int main(void)
{
   ms2_fairness_init();
   tap_is_u64(ms2_fairness_longest(), 0, "nobody ran yet");
   tap_is_u64(longest_after(in_turn), 0, "threads that take turns");
   tap_is_u64(longest_after(alone), 0, "a thread alone");
   tap_is_u64(longest_after(passed_over), 4000, "one that is passed over");
   tap_is_u64(longest_after(passed_over_shortly), 0, "but not for long");
   tap_is_u64(longest_after(passed_over_by_many), 2000,
              "the same where four threads want a turn");
   tap_is_u64(longest_after(resting), 0, "a thread that rests in a call");
   tap_is_u64(longest_after(other_calls), 4000, "calls of another thread");
   return tap_done();
}
