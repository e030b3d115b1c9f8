/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the blocks of each context were used. */
#include "use/use.h"

#include "base/array.h"
#include "base/clock.h"
#include "model/context.h"
#include "model/heap.h"
#include "model/lifetime.h"
#include "use/epochs.h"
#include "use/touches.h"

/* Looking at a block, or at 4 KiB of one, costs about as much as a superblock
   of the program.  All looks together are this part of the run; but so many
   blocks, some ms of a run, may always be looked at. */
#define LOOKS_PART 50
#define FREE_LOOKS 100000
#define BYTES_A_LOOK 4096

/* Else a peak is looked at where it exceeds the last one by this part: all
   looks together are then at most five times the last one. */
#define HIGHER_PART 4

/* By context, of Ms2UseFacts. */
typedef Ms2Array *Account;

static struct {
   Ms2UseBlocks each;
   Account ended, at_peak, live;
   Ms2UseMoment peak, now;
   ULong
       peak_tick; /* of the lifetime clock; blocks born before it were there */
   ULong n_looks; /* of all times */
   Ms2EpochsParts parts;
   ULong parts_until; /* these are right up to then */
   Ms2UseLevels levels;
} use;

static ULong now(void)
{
   return ms2_clock.superblocks;
}

static Account new_account(void)
{
   return ms2_array_new("ms2.use", sizeof(Ms2UseFacts));
}

void ms2_use_init(Ms2UseBlocks each)
{
   use.each = each;
   use.ended = new_account();
   use.at_peak = new_account();
   use.live = new_account();
}

static Ms2UseFacts *facts_of(Account account, UInt context)
{
   return ms2_array_reach(account, context);
}

static Ms2UseFacts facts_get(Account account, UInt context)
{
   static const Ms2UseFacts none;

   return context < account->n
              ? *(const Ms2UseFacts *)ms2_array_get(account, context)
              : none;
}

/* ---- one block ---------------------------------------------------------- */

static UInt last_of(Ms2Touched touched)
{
   return touched.read > touched.written ? touched.read : touched.written;
}

static void add_touched(Ms2UseFacts *facts, const Ms2TouchesRun *run)
{
   UInt last = last_of(run->touched);

   if (run->touched.read == 0)
      facts->never_read += run->bytes;
   if (last < use.parts.half)
      facts->idle_half += run->bytes;
   if (last < use.parts.quarter)
      facts->idle_quarter += run->bytes;
   if (last < use.parts.eighth)
      facts->idle_eighth += run->bytes;
}

/* The beginnings of epochs are searched for once for many blocks. */
static void find_parts(void)
{
   ULong run = ms2_clock_last_superblocks();

   if (now() < use.parts_until)
      return;
   use.parts = ms2_epochs_parts(now());
   use.parts_until = now() + run / 1000 + 1;
}

static void add_block(Ms2UseFacts *facts, const Ms2Block *block, Addr address)
{
   Ms2TouchesRun run = {.at = address, .end = address + block->bytes};
   ULong tail_bytes = 0;

   facts->blocks++;
   facts->bytes += block->bytes;
   while (ms2_touches_next(&run)) {
      if (last_of(run.touched) == 0) {
         facts->never_touched += run.bytes;
         tail_bytes = run.bytes;
      } else {
         add_touched(facts, &run);
         tail_bytes = 0;
      }
      if (block->is_zeroed && run.touched.written == 0)
         facts->never_rewritten += run.bytes;
   }
   facts->tail_bytes += tail_bytes;
   facts->tail_blocks += tail_bytes > 0;
}

/* What was born in the superblock of the look is what the look was taken for: a
   block that was made smaller. */
static Bool was_at_peak(const Ms2Block *block)
{
   ULong age = (use.peak_tick - block->born) & MS2_LIFETIME_MASK;

   return use.peak.heap.blocks > 0 && age > 0 && age <= MS2_LIFETIME_MASK / 2;
}

/* What was not touched since the peak. */
static ULong not_again(const Ms2Block *block, Addr address)
{
   Ms2TouchesRun run = {.at = address, .end = address + block->bytes};
   UInt since = ms2_epochs_since(MS2_EPOCH_PEAK);
   ULong bytes = 0;

   if (!was_at_peak(block))
      return 0;
   while (ms2_touches_next(&run)) {
      if (last_of(run.touched) < since)
         bytes += run.bytes;
   }
   return bytes;
}

/* ---- looks -------------------------------------------------------------- */

static ULong cost_of(Ms2Usage live)
{
   return live.blocks + live.bytes / BYTES_A_LOOK;
}

Bool ms2_use_may_look(void)
{
   return use.n_looks + cost_of(ms2_heap_get()->live) <=
          FREE_LOOKS + ms2_clock_last_superblocks() / LOOKS_PART;
}

static void walk(Ms2UseVisitBlock visit)
{
   use.n_looks += cost_of(ms2_heap_get()->live);
   find_parts();
   use.each(visit);
}

static Ms2UseMoment moment(void)
{
   Ms2UseMoment moment = {ms2_clock_last_superblocks(), ms2_clock_last_ms(),
                          ms2_heap_get()->live};

   return moment;
}

static void see_at_peak(const Ms2Block *block, Addr address)
{
   if (ms2_context_is_recorded(block->context))
      add_block(facts_of(use.at_peak, block->context), block, address);
}

static void look_at_peak(void)
{
   ms2_array_clear(use.at_peak);
   use.peak = moment();
   use.peak_tick = ms2_clock_ticks(ms2_clock_last_superblocks());
   walk(see_at_peak);
   ms2_epochs_begin(MS2_EPOCH_PEAK, now());
   use.parts_until = 0;
}

void ms2_use_before_fall(void)
{
   ULong bytes = ms2_heap_get()->live.bytes;
   ULong before = use.peak.heap.bytes;

   if (bytes > before &&
       (bytes >= before + before / HIGHER_PART || ms2_use_may_look())) {
      look_at_peak();
   }
}

static void see_level(const Ms2Block *block, Addr address)
{
   Ms2TouchesRun run = {.at = address, .end = address + block->bytes};
   UInt since = ms2_epochs_since(MS2_EPOCH_LOOK);

   if (!ms2_context_is_recorded(block->context))
      return;
   while (ms2_touches_next(&run)) {
      UInt last = last_of(run.touched);
      if (last > 0)
         use.levels.first_touched_bytes += run.bytes;
      if (last > 0 && last >= since)
         use.levels.in_use_bytes += run.bytes;
   }
}

void ms2_use_look_now(Ms2UseLevels *levels)
{
   static const Ms2UseLevels nothing;

   use.levels = nothing;
   walk(see_level);
   *levels = use.levels;
   ms2_epochs_begin(MS2_EPOCH_LOOK, now());
   use.parts_until = 0;
}

void ms2_use_pass(void)
{
   if (!ms2_epochs_is_due(now()))
      return;
   ms2_epochs_begin(MS2_EPOCH_PLAIN, now());
   use.parts_until = 0;
}

Bool ms2_use_look(Ms2UseLevels *levels)
{
   if (ms2_epochs_is_look_due(now()) && ms2_use_may_look()) {
      ms2_use_look_now(levels);
      return True;
   }
   ms2_use_pass();
   return False;
}

/* ---- ends --------------------------------------------------------------- */

void ms2_use_resize(const Ms2Block *block, Addr address)
{
   ULong bytes = not_again(block, address);

   if (bytes > 0)
      facts_of(use.at_peak, block->context)->not_again += bytes;
}

void ms2_use_end(const Ms2Block *block, Addr address)
{
   find_parts();
   add_block(facts_of(use.ended, block->context), block, address);
   ms2_use_resize(block, address);
}

/* ---- what is written ---------------------------------------------------- */

static void see_live(const Ms2Block *block, Addr address)
{
   if (!ms2_context_is_recorded(block->context))
      return;
   Ms2UseFacts *facts = facts_of(use.live, block->context);
   add_block(facts, block, address);
   facts->not_again += not_again(block, address);
}

/* A heap that has not fallen from its maximum yet is at its peak.  What of that
   is not touched again nobody knows. */
void ms2_use_take(void)
{
   if (ms2_heap_get()->live.bytes > use.peak.heap.bytes)
      look_at_peak();
   ms2_array_clear(use.live);
   use.parts_until = 0;
   use.now = moment();
   walk(see_live);
}

Ms2UseMoment ms2_use_moment(Ms2UseWhen when)
{
   return when == MS2_USE_PEAK ? use.peak : use.now;
}

static void add_facts(Ms2UseFacts *to, const Ms2UseFacts *facts)
{
   to->blocks += facts->blocks;
   to->bytes += facts->bytes;
   to->never_touched += facts->never_touched;
   to->never_read += facts->never_read;
   to->never_rewritten += facts->never_rewritten;
   to->idle_half += facts->idle_half;
   to->idle_quarter += facts->idle_quarter;
   to->idle_eighth += facts->idle_eighth;
   to->tail_bytes += facts->tail_bytes;
   to->tail_blocks += facts->tail_blocks;
}

static Ms2UseFacts facts_at(Ms2UseWhen when, UInt context)
{
   Ms2UseFacts live = facts_get(use.live, context);
   Ms2UseFacts facts = live;

   switch (when) {
   case MS2_USE_PEAK:
      facts = facts_get(use.at_peak, context);
      facts.not_again = use.peak.superblocks < use.now.superblocks
                            ? facts.not_again + live.not_again
                            : 0;
      return facts;
   case MS2_USE_ALL:
      facts = facts_get(use.ended, context);
      add_facts(&facts, &live);
      return facts;
   default: facts.not_again = 0; return facts;
   }
}

void ms2_use_each(Ms2UseWhen when, Ms2UseVisit visit)
{
   UInt n = ms2_context_n();

   for (UInt i = 1; i <= n; i++) {
      Ms2UseFacts facts = facts_at(when, i);
      if (facts.blocks > 0)
         visit(i, &facts);
   }
}

void ms2_use_restart(void)
{
   static const Ms2UseMoment none;

   ms2_array_clear(use.ended);
   ms2_array_clear(use.at_peak);
   use.peak = none;
   use.n_looks = 0;
   use.parts_until = 0;
   ms2_epochs_restart(now());
}
