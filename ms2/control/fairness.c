/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long threads wait for their turn. */
#include "control/fairness.h"

#include "base/array.h"

/* The core's SCHEDULING_QUANTUM. */
#define SLICE_SUPERBLOCKS 100000

/* About a second.  On a busy machine the kernel passes threads over for some
   tenths of one, which nobody has to do anything about. */
#define LEAST_WAIT_SUPERBLOCKS 100000000

typedef struct {
   Bool waits;
   ULong since; /* superblocks */
} Turn;

static struct {
   Ms2Array *of; /* of Turn, by ThreadId */
   UInt n_waiting;
   ThreadId running; /* or MS2_NO_THREAD: it rests in a call */
   ULong longest;
} turns;

void ms2_fairness_init(void)
{
   turns.of = ms2_array_new("ms2.fairness", sizeof(Turn));
   turns.running = MS2_NO_THREAD;
}

static Turn *turn_of(ThreadId tid)
{
   return ms2_array_reach(turns.of, tid);
}

static void begin_wait(Turn *turn, ULong superblocks)
{
   turn->waits = True;
   turn->since = superblocks;
   turns.n_waiting++;
}

static void end_wait(Turn *turn, ULong superblocks)
{
   /* A slice for each that wants one: this thread, and the last to run, are
      among them. */
   ULong fair = turns.n_waiting * (ULong)SLICE_SUPERBLOCKS;
   ULong waited = superblocks - turn->since;

   if (waited >= LEAST_WAIT_SUPERBLOCKS && waited / fair > turns.longest)
      turns.longest = waited / fair;
   turn->waits = False;
   turns.n_waiting--;
}

void ms2_fairness_run(ThreadId tid, ULong superblocks)
{
   if (tid == turns.running)
      return;
   if (turns.running != MS2_NO_THREAD)
      begin_wait(turn_of(turns.running), superblocks);
   if (turn_of(tid)->waits)
      end_wait(turn_of(tid), superblocks);
   turns.running = tid;
}

void ms2_fairness_call(ThreadId tid)
{
   if (tid == turns.running)
      turns.running = MS2_NO_THREAD;
}

ULong ms2_fairness_longest(void)
{
   return turns.longest;
}

void ms2_fairness_restart(ThreadId tid)
{
   ms2_array_clear(turns.of);
   turns.n_waiting = 0;
   turns.running = tid;
   turns.longest = 0;
}
