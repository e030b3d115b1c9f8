/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is used, against a model that knows of each line when it was touched. */
#include "host.h"
#include "random.h"
#include "recorder.h"

#include <stdlib.h>

#include "base/clock.h"
#include "model/context.h"
#include "model/heap.h"
#include "model/thread.h"
#include "use/accesses.h"
#include "use/block_use.h"
#include "use/epochs.h"
#include "use/touches.h"
#include "use/use.h"

#include "tap.h"

#define N_SLOTS 96
#define SLOT_BYTES 4096U
#define SLOT_LINES (SLOT_BYTES / MS2_LINE_BYTES)
#define FIRST_ADDRESS 0x10000U /* memory begins here */
#define MEMORY_END (FIRST_ADDRESS + N_SLOTS * SLOT_BYTES)
#define N_CONTEXTS 7
#define N_EVENTS 60000

/* When a line was written and read last; 0: never. */
struct line {
   ULong written, read;
};

struct slot {
   bool used;
   bool at_peak; /* it lived then, and was not resized since */
   Ms2Block block;
   struct line lines[SLOT_LINES];
};

static struct slot slots[N_SLOTS];
static Ms2UseFacts ended[N_CONTEXTS + 1], at_peak[N_CONTEXTS + 1];
static ULong peak_tick;
static Ms2UseMoment peak;
static UInt n_peaks;
static bool all_looked = true, peaks_agree = true;
static const Ms2Caller caller = {.tid = 1};

static Addr address_of(const struct slot *slot)
{
   return FIRST_ADDRESS + (Addr)(slot - slots) * SLOT_BYTES;
}

static ULong tick(void)
{
   return host_superblocks;
}

/* Each event has a tick of its own. */
static void pass(void)
{
   host_superblocks += 1 + random_below(300);
   ms2_clock_superblocks(caller.tid);
}

/* ---- the model ----------------------------------------------------------- */

static ULong last_of(const struct line *line)
{
   return line->read > line->written ? line->read : line->written;
}

static ULong bytes_in(const Ms2Block *block, UInt line)
{
   const ULong left = block->bytes - line * MS2_LINE_BYTES;

   return left < MS2_LINE_BYTES ? left : MS2_LINE_BYTES;
}

static UInt n_lines(const Ms2Block *block)
{
   return (UInt)((block->bytes + MS2_LINE_BYTES - 1) / MS2_LINE_BYTES);
}

static void add_line(Ms2UseFacts *facts, const struct slot *slot, UInt i,
                     ULong *tail)
{
   const struct line *line = &slot->lines[i];
   const ULong bytes = bytes_in(&slot->block, i);

   if (last_of(line) == 0) {
      facts->never_touched += bytes;
      *tail += bytes;
   } else {
      *tail = 0;
      facts->never_read += line->read == 0 ? bytes : 0;
   }
   if (slot->block.is_zeroed && line->written == 0)
      facts->never_rewritten += bytes;
}

static void add_block(Ms2UseFacts *facts, const struct slot *slot)
{
   ULong tail = 0;

   facts->blocks++;
   facts->bytes += slot->block.bytes;
   for (UInt i = 0; i < n_lines(&slot->block); i++)
      add_line(facts, slot, i, &tail);
   facts->tail_bytes += tail;
   facts->tail_blocks += tail > 0;
}

static ULong not_again(const struct slot *slot)
{
   ULong bytes = 0;

   for (UInt i = 0; slot->at_peak && i < n_lines(&slot->block); i++) {
      if (last_of(&slot->lines[i]) <= peak_tick)
         bytes += bytes_in(&slot->block, i);
   }
   return bytes;
}

/* Bytes touched once, and last before the moment. */
static ULong idle_since(UInt context, ULong moment)
{
   ULong bytes = 0;

   for (UInt s = 0; s < N_SLOTS; s++) {
      const struct slot *slot = &slots[s];
      for (UInt i = 0; slot->used && slot->block.context == context &&
                       i < n_lines(&slot->block);
           i++) {
         if (last_of(&slot->lines[i]) > 0 && last_of(&slot->lines[i]) < moment)
            bytes += bytes_in(&slot->block, i);
      }
   }
   return bytes;
}

/* Before an event that makes the heap smaller: the recorder decides whether it
   looks, and then it has to see what is here. */
static void expect_fall(void)
{
   const ULong live = ms2_heap_get()->live.bytes;

   ms2_block_use_before_fall();
   const Ms2UseMoment now = ms2_use_moment(MS2_USE_PEAK);
   if (now.superblocks == peak.superblocks) {
      all_looked = all_looked && live < peak.heap.bytes + peak.heap.bytes / 4;
      return;
   }
   peak = now;
   peak_tick = tick();
   n_peaks++;
   peaks_agree = peaks_agree && now.heap.bytes == live;
   memset(at_peak, 0, sizeof at_peak);
   for (UInt s = 0; s < N_SLOTS; s++) {
      slots[s].at_peak = slots[s].used;
      if (slots[s].used)
         add_block(&at_peak[slots[s].block.context], &slots[s]);
   }
}

/* ---- events -------------------------------------------------------------- */

static void allocate(struct slot *slot)
{
   slot->used = true;
   slot->at_peak = false;
   memset(slot->lines, 0, sizeof slot->lines);
   slot->block = (Ms2Block){.bytes = random_below(4) ? random_below(300)
                                                     : random_below(SLOT_BYTES),
                            .place = address_of(slot),
                            .context = 1 + random_below(N_CONTEXTS),
                            .is_zeroed = random_below(3) == 0};
   ms2_block_use_begins(&slot->block, slot->block.place, MS2_USE_OWN_LINES);
   Ms2Caller who = caller;
   who.superblocks = ms2_clock_last_superblocks();
   ms2_heap_alloc(&slot->block, &who);
}

static void release(struct slot *slot)
{
   Ms2Caller who = caller;

   expect_fall();
   add_block(&ended[slot->block.context], slot);
   at_peak[slot->block.context].not_again += not_again(slot);
   ms2_block_use_ends(&slot->block, slot->block.place, MS2_USE_OWN_LINES);
   who.superblocks = ms2_clock_last_superblocks();
   ms2_heap_free(&slot->block, &who);
   slot->used = false;
}

static struct slot *empty_slot(void)
{
   for (UInt s = random_below(N_SLOTS), i = 0; i < N_SLOTS; i++) {
      if (!slots[(s + i) % N_SLOTS].used)
         return &slots[(s + i) % N_SLOTS];
   }
   return NULL;
}

/* Lines behind what is kept are new; of the last one that is kept in part it is
   known what it was. */
static void keep_lines(struct slot *from, struct slot *to, UInt n)
{
   if (from != to)
      memcpy(to->lines, from->lines, n * sizeof to->lines[0]);
   memset(to->lines + n, 0, (SLOT_LINES - n) * sizeof to->lines[0]);
}

static void resize(struct slot *slot)
{
   struct slot *to = random_below(2) ? empty_slot() : slot;
   Ms2Block old = slot->block;
   Ms2Block block = {.bytes = random_below(SLOT_BYTES),
                     .context = 1 + random_below(N_CONTEXTS)};
   Ms2Caller who = caller;

   if (to == NULL)
      return;
   if (block.bytes < old.bytes)
      expect_fall();
   at_peak[old.context].not_again += not_again(slot);
   slot->used = false;
   block.place = address_of(to);
   who.superblocks = ms2_clock_last_superblocks();
   ms2_heap_resize(&old, &block, &who);
   const Ms2UseMove move = {&old, &block, address_of(slot), address_of(to),
                            MS2_USE_OWN_LINES};
   ms2_block_use_moved(&move);
   to->used = true;
   to->at_peak = false;
   to->block = block;
   keep_lines(slot, to, n_lines(block.bytes < old.bytes ? &block : &old));
}

static void touch(struct slot *slot, UInt offset, UInt bytes, bool writes)
{
   if (writes)
      ms2_touches_write(address_of(slot) + offset, bytes);
   else
      ms2_touches_read(address_of(slot) + offset, bytes);
   for (UInt i = offset / MS2_LINE_BYTES;
        bytes > 0 && i <= (offset + bytes - 1) / MS2_LINE_BYTES; i++) {
      if (writes)
         slot->lines[i].written = tick();
      else
         slot->lines[i].read = tick();
   }
}

static void touch_some(struct slot *slot)
{
   const UInt size = (UInt)slot->block.bytes;

   if (size == 0)
      return;
   const UInt offset = random_below(size);
   touch(slot, offset, random_below(8) ? 1 : random_below(size - offset) + 1,
         random_below(2) == 0);
}

static void event(void)
{
   struct slot *slot = &slots[random_below(N_SLOTS)];
   Ms2UseLevels levels;

   pass();
   ms2_use_look(&levels);
   if (!slot->used) {
      allocate(slot);
   } else {
      switch (random_below(24)) {
      case 0: release(slot); break;
      case 1: resize(slot); break;
      default: touch_some(slot);
      }
   }
}

/* ---- what comes out ------------------------------------------------------ */

static Ms2UseFacts seen[N_CONTEXTS + 1];

static void visit(UInt context, const Ms2UseFacts *facts)
{
   seen[context] = *facts;
}

static const Ms2UseFacts *see(Ms2UseWhen when)
{
   memset(seen, 0, sizeof seen);
   ms2_use_each(when, visit);
   return seen;
}

/* All but what depends on the length of epochs. */
static bool agree(const Ms2UseFacts *got, const Ms2UseFacts *expected)
{
   for (UInt c = 1; c <= N_CONTEXTS; c++) {
      Ms2UseFacts facts = got[c];
      facts.idle_half = facts.idle_quarter = facts.idle_eighth = 0;
      if (memcmp(&facts, &expected[c], sizeof facts) != 0)
         return false;
   }
   return true;
}

/* An idle part is right but for lines that were touched close to its beginning.
 */
static bool is_idle_right(UInt context, ULong bytes, ULong part)
{
   const ULong run = ms2_clock_last_superblocks();
   const ULong moment = tick() - run / part;
   const ULong about = run / 60 + 20000;

   return bytes >= idle_since(context, moment > about ? moment - about : 0) &&
          bytes <= idle_since(context, moment + about);
}

static bool are_idle_right(const Ms2UseFacts *got)
{
   for (UInt c = 1; c <= N_CONTEXTS; c++) {
      if (!is_idle_right(c, got[c].idle_half, 2) ||
          !is_idle_right(c, got[c].idle_quarter, 4) ||
          !is_idle_right(c, got[c].idle_eighth, 8)) {
         return false;
      }
   }
   return true;
}

static void check(const char *when)
{
   Ms2UseFacts live[N_CONTEXTS + 1], all[N_CONTEXTS + 1], then[N_CONTEXTS + 1];
   char what[100];

   pass();
   if (ms2_heap_get()->live.bytes > peak.heap.bytes)
      expect_fall(); /* what has not fallen yet is the peak */
   pass();
   memset(live, 0, sizeof live);
   memcpy(all, ended, sizeof all);
   memcpy(then, at_peak, sizeof then);
   for (UInt s = 0; s < N_SLOTS; s++) {
      if (!slots[s].used)
         continue;
      add_block(&live[slots[s].block.context], &slots[s]);
      add_block(&all[slots[s].block.context], &slots[s]);
      then[slots[s].block.context].not_again += not_again(&slots[s]);
   }
   ms2_use_take();
   snprintf(what, sizeof what, "what lives is right %s", when);
   tap_ok(agree(see(MS2_USE_END), live), what);
   snprintf(what, sizeof what, "what is idle is right %s", when);
   tap_ok(are_idle_right(see(MS2_USE_END)), what);
   snprintf(what, sizeof what, "all blocks are right %s", when);
   tap_ok(agree(see(MS2_USE_ALL), all), what);
   snprintf(what, sizeof what, "the peak is right %s", when);
   tap_ok(agree(see(MS2_USE_PEAK), then), what);
}

static void check_levels(void)
{
   Ms2UseLevels levels;
   ULong touched = 0, since = tick();

   ms2_use_look_now(&levels);
   for (UInt i = 0; i < 50; i++) {
      struct slot *slot = &slots[random_below(N_SLOTS)];
      pass();
      if (slot->used)
         touch_some(slot);
   }
   ULong in_use = 0;
   for (UInt c = 1; c <= N_CONTEXTS; c++) {
      touched += idle_since(c, ~0ULL);
      in_use += idle_since(c, ~0ULL) - idle_since(c, since + 1);
   }
   ms2_use_look_now(&levels);
   tap_is_u64(levels.first_touched_bytes, touched, "what was ever touched");
   tap_is_u64(levels.in_use_bytes, in_use,
              "what is in use since the last look");
}

/* ---- memory that is shared, and the ends of memory ----------------------- */

static void test_edges(void)
{
   const Addr at = FIRST_ADDRESS;

   ms2_touches_clear(at, at + 256);
   ms2_touches_write(at + 63, 2);
   tap_ok(ms2_touches_cells[at / 64].written != 0 &&
              ms2_touches_cells[at / 64 + 1].written != 0 &&
              ms2_touches_cells[at / 64 + 2].written == 0,
          "an access over two lines touches both");
   ms2_touches_clear_inside(at + 1, at + 127);
   tap_ok(ms2_touches_cells[at / 64].written != 0 &&
              ms2_touches_cells[at / 64 + 1].written != 0,
          "lines that are shared stay as they are");
   ms2_touches_clear_inside(at + 1, at + 128);
   tap_ok(ms2_touches_cells[at / 64].written != 0 &&
              ms2_touches_cells[at / 64 + 1].written == 0,
          "lines that lie in a block whole are new");
   ms2_touches_write(MEMORY_END - 1, 1000000);
   ms2_touches_read(~(Addr)0 - 10, 100);
   ms2_touches_clear(at, at + 256);
   ms2_touches_read(at + 5, 0);
   tap_ok(ms2_touches_cells[at / 64].read == 0, "no byte touches no line");
   ms2_touches_clear(MEMORY_END - 64, ~(Addr)0);
   tap_ok(ms2_touches_cells[MEMORY_END / 64].written == 0,
          "what lies behind memory is left alone");
   ms2_touches_clear(at, at + 256);
}

/* ---- counts -------------------------------------------------------------- */

static void access(Addr address, UWord bytes, bool writes)
{
   const Ms2Chunk *chunk = ms2_accesses_chunk(address);

   if (chunk == NULL)
      return;
   if (writes)
      ms2_accesses_write(address, chunk, bytes);
   else
      ms2_accesses_read(address, chunk, bytes);
}

static void test_counts(void)
{
   const Addr small = 0x20000, large = 0x2ff80;

   ms2_accesses_init(calloc(64, sizeof(Ms2Chunk *)), 64 << MS2_CHUNK_SHIFT);
   access(small, 8, true);
   ms2_accesses_add_block(small, 100, 1);
   ms2_accesses_add_block(small + 128, 100, 1);
   ms2_accesses_add_block(large, 200000, 2);
   access(small, 8, true);
   access(small + 128 + 60, 8, true);
   access(small + 128 + 96, 8, false);
   access(large, 4, false);
   access(large + 130000, 4, false);
   access(large + 199999, 1, false);
   access(0, 1, false);
   const Ms2Accesses one = ms2_accesses_get(1), two = ms2_accesses_get(2);
   tap_ok(one.writes == 2 && one.written_bytes == 16 && one.reads == 1 &&
              one.read_bytes == 8,
          "accesses of small blocks");
   tap_ok(one.size == 100 && one.steps[0] == 1 && one.steps[8] == -1 &&
              one.steps[60] == 1 && one.steps[68] == -1 && one.steps[96] == 1 &&
              one.steps[100] == -1,
          "by offset, none behind the block");
   tap_ok(two.reads == 3 && two.read_bytes == 9 && two.size == 0,
          "accesses of a large block, in whole 64 KiB and at its ends");
   ms2_accesses_remove_block(large, 200000);
   ms2_accesses_remove_block(small, 100);
   access(large + 130000, 4, false);
   access(small, 4, false);
   ms2_accesses_add_block(small, 64, 1);
   tap_ok(ms2_accesses_get(2).reads == 3 && ms2_accesses_get(1).reads == 1,
          "what was freed is not counted");
   tap_ok(ms2_accesses_get(1).size == 0, "blocks of two sizes have no offsets");
}

/* ---- the recorder around it ---------------------------------------------- */

static void each_block(Ms2UseVisitBlock visit_block)
{
   for (UInt s = 0; s < N_SLOTS; s++) {
      if (slots[s].used)
         visit_block(&slots[s].block, slots[s].block.place);
   }
}

static void each_memory(void (*call)(Addr start, Addr end))
{
   call(0, FIRST_ADDRESS + 1000);
   call(FIRST_ADDRESS + 1024, MEMORY_END + 100000);
}

static void start(void)
{
   host_options.touches = True;
   recorder_start_model(&host_namer, NULL);
   for (UInt i = 1; i <= N_CONTEXTS; i++)
      ms2_context_at(ms2_context_child(0, i, False));
   ms2_touches_init(calloc(MEMORY_END / MS2_LINE_BYTES + 8, sizeof(Ms2Touched)),
                    MEMORY_END);
   ms2_epochs_init(each_memory);
   ms2_use_init(each_block);
   ms2_thread_runs(caller.tid);
}

static void test_parts(void)
{
   const ULong now = tick();

   ms2_epochs_restart(now);
   ms2_epochs_begin(MS2_EPOCH_PEAK, now + 9500);
   tap_ok(ms2_epochs_parts(now + 9700).half + 1 == ms2_touches_epoch,
          "what begins long behind half of the run is not taken for it");
   ms2_epochs_begin(MS2_EPOCH_PLAIN, now + 9800);
   tap_ok(ms2_epochs_parts(now + 19550).half == ms2_touches_epoch,
          "what begins a little behind it is");
}

/* A slice may be as long as all of a short run. */
static void test_events_begin_epochs(void)
{
   const Ms2Block block = {.bytes = 64, .context = 1, .place = FIRST_ADDRESS};

   ms2_block_use_begins(&block, block.place, MS2_USE_OWN_LINES);
   const UInt epoch = ms2_touches_epoch;
   ms2_block_use_begins(&block, block.place, MS2_USE_OWN_LINES);
   tap_ok(ms2_touches_epoch == epoch, "a block right behind another: no epoch");
   host_superblocks += 10000 + tick() / 128;
   ms2_clock_superblocks(caller.tid);
   ms2_block_use_begins(&block, block.place, MS2_USE_OWN_LINES);
   tap_ok(ms2_touches_epoch == epoch + 1, "one that comes later begins one");
}

static void forked(void)
{
   pass();
   ms2_clock_restart();
   ms2_heap_restart();
   ms2_use_restart();
   memset(ended, 0, sizeof ended);
   memset(at_peak, 0, sizeof at_peak);
   memset(&peak, 0, sizeof peak);
   for (UInt s = 0; s < N_SLOTS; s++)
      slots[s].at_peak = false;
}

int main(void)
{
   start();
   test_edges();
   for (UInt i = 0; i < 100; i++)
      event();
   check("soon");
   for (UInt i = 0; i < N_EVENTS; i++)
      event();
   check("after long");
   check_levels();
   forked();
   for (UInt i = 0; i < N_EVENTS / 3; i++)
      event();
   check("in a forked child");
   tap_ok(peaks_agree && n_peaks > 3, "peaks are looked at before they fall");
   tap_ok(all_looked, "no peak a quarter higher goes unseen");
   test_counts();
   test_events_begin_epochs();
   test_parts();
   return tap_done();
}
