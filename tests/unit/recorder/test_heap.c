/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heap, peak and timeline against a model that copies everything. */
#include "host.h"
#include "random.h"
#include "recorder.h"

#include "base/clock.h"
#include "model/realloc_chains.h"
#include "model/context.h"
#include "model/heap.h"
#include "model/series.h"
#include "model/sizes.h"
#include "model/thread.h"
#include "model/snapshots.h"

#include "tap.h"

#define N_CONTEXTS 40
#define N_BLOCKS 300
#define N_EVENTS 20000
#define N_THREADS 3

/* What the recorder must come to: copied whole at every new maximum. */
static struct {
   Ms2Block blocks[N_BLOCKS];
   bool used[N_BLOCKS];
   Ms2Usage live[N_CONTEXTS + 1];
   Ms2Usage at_peak[N_CONTEXTS + 1];
   Ms2Usage at_sum_peak[N_CONTEXTS + 1];
   ULong heap, peak, calls;
   ULong pages, stacks;
   ULong sum_peak, pages_peak, stacks_peak;
   ULong pages_at_sum_peak, heap_at_pages_peak;
   ULong interval_max, interval_pages, interval_stacks, interval_sum;
   struct known {
      ULong calls, min, max, own_max, own_max_blocks;
      ULong buckets[MS2_SIZES_BUCKETS];
      ULong lifetime_sum, lifetime_max, other_thread_blocks, realloc_blocks;
      Ms2Usage short_lived;
      Ms2Chains chains;
   } known[N_CONTEXTS + 1];
   struct life {
      ULong born;
      ThreadId tid; /* 0: before the fork */
      ULong allocation;
   } lives[N_BLOCKS];
   ULong thread_calls[N_THREADS + 1];
} model;

/* The chain of each block; context 0: none. */
static struct chain {
   UInt context;
   ULong steps, first;
} chains[N_BLOCKS];

static Addr last_place;

/* What a reader of the snapshots would add up. */
static struct {
   Ms2Usage live[N_CONTEXTS + 1];
   bool deltas_agree;
   bool heads_agree;
   bool levels_agree;
   int n_snapshots;
} reader;

static void on_delta(const Ms2Context *context)
{
   Ms2Usage *live = &reader.live[context->node];

   live->bytes += context->allocated.bytes - context->written_allocated.bytes;
   live->bytes -= context->freed.bytes - context->written_freed.bytes;
   live->blocks +=
       context->allocated.blocks - context->written_allocated.blocks;
   live->blocks -= context->freed.blocks - context->written_freed.blocks;
}

static bool levels_agree(void)
{
   Ms2Levels levels = ms2_series_levels(model.heap);

   return levels.pages.bytes == model.pages &&
          levels.pages.max_bytes == model.interval_pages &&
          levels.stacks.bytes == model.stacks &&
          levels.stacks.max_bytes == model.interval_stacks &&
          levels.sum.bytes == model.heap + model.pages + model.stacks &&
          levels.sum.max_bytes == model.interval_sum;
}

static void check_levels(void)
{
   if (!levels_agree())
      reader.levels_agree = false;
}

static void begin_interval(void)
{
   model.interval_max = model.heap;
   model.interval_pages = model.pages;
   model.interval_stacks = model.stacks;
   model.interval_sum = model.heap + model.pages + model.stacks;
}

static void on_snapshot(const Ms2Snapshot *snapshot)
{
   for (int i = 1; i <= N_CONTEXTS; i++) {
      if (reader.live[i].bytes != model.live[i].bytes ||
          reader.live[i].blocks != model.live[i].blocks) {
         reader.deltas_agree = false;
      }
   }
   if (snapshot->heap->live.bytes != model.heap ||
       snapshot->max_bytes != model.interval_max ||
       snapshot->when.calls != model.calls) {
      reader.heads_agree = false;
   }
   check_levels();
   begin_interval();
   reader.n_snapshots++;
}

static const Ms2TimelineSink sink = {on_delta, on_snapshot};

static bool raise(ULong *highest, ULong bytes)
{
   if (bytes <= *highest)
      return false;
   *highest = bytes;
   return true;
}

/* After any change. */
static void model_maxima(void)
{
   ULong sum = model.heap + model.pages + model.stacks;

   if (raise(&model.peak, model.heap))
      memcpy(model.at_peak, model.live, sizeof model.at_peak);
   if (raise(&model.sum_peak, sum)) {
      memcpy(model.at_sum_peak, model.live, sizeof model.at_sum_peak);
      model.pages_at_sum_peak = model.pages;
   }
   if (raise(&model.pages_peak, model.pages))
      model.heap_at_pages_peak = model.heap;
   raise(&model.stacks_peak, model.stacks);
   raise(&model.interval_max, model.heap);
   raise(&model.interval_pages, model.pages);
   raise(&model.interval_stacks, model.stacks);
   raise(&model.interval_sum, sum);
}

/* ---- lives, sizes and chains --------------------------------------------- */

static UInt bits_of(ULong size)
{
   UInt bits = 0;

   for (; size > 0; size /= 2)
      bits++;
   return bits;
}

static void life_begins(int slot, const Ms2Block *block,
                        const Ms2Caller *caller)
{
   struct known *known = &model.known[block->context];
   Ms2Usage live = model.live[block->context];

   if (known->calls++ == 0 || block->bytes < known->min)
      known->min = block->bytes;
   known->max = block->bytes > known->max ? block->bytes : known->max;
   if (live.bytes > known->own_max) {
      known->own_max = live.bytes;
      known->own_max_blocks = live.blocks;
   }
   known->buckets[bits_of(block->bytes)]++;
   model.thread_calls[caller->tid]++;
   model.lives[slot] = (struct life){caller->superblocks, caller->tid,
                                     model.thread_calls[caller->tid]};
}

static void life_ends(int slot, const Ms2Block *block, const Ms2Caller *caller,
                      bool is_freed)
{
   struct known *known = &model.known[block->context];
   const struct life *life = &model.lives[slot];
   ULong length = caller->superblocks - life->born;

   known->lifetime_sum += length;
   known->lifetime_max =
       length > known->lifetime_max ? length : known->lifetime_max;
   known->realloc_blocks += !is_freed;
   if (life->tid == 0)
      return; /* born before the fork */
   known->other_thread_blocks += life->tid != caller->tid;
   if (is_freed && model.thread_calls[life->tid] - life->allocation <=
                       (ULong)host_options.short_lived) {
      known->short_lived.blocks++;
      known->short_lived.bytes += block->bytes;
   }
}

static void chain_step(int slot, const Ms2Block *from, const Ms2Block *to)
{
   struct chain *chain = &chains[slot];
   Ms2Chains *sums = &model.known[to->context].chains;

   if (to->bytes <= from->bytes) {
      if (to->bytes < from->bytes)
         chain->context = 0;
      return;
   }
   if (chain->context != to->context) {
      *chain = (struct chain){to->context, 0, from->bytes};
      sums->n++;
      sums->first_bytes += from->bytes;
      sums->last_bytes += from->bytes;
   }
   chain->steps++;
   sums->n_steps++;
   sums->last_bytes += to->bytes;
   sums->last_bytes -= from->bytes;
   if (from->place != to->place)
      sums->copied_bytes += from->bytes;
   if (chain->steps > sums->longest_steps ||
       (chain->steps == sums->longest_steps &&
        to->bytes > sums->longest_last)) {
      sums->longest_steps = chain->steps;
      sums->longest_first = chain->first;
      sums->longest_last = to->bytes;
   }
}

static bool sizes_agree(const Ms2Context *context, const struct known *known)
{
   ULong counts[MS2_SIZES_BUCKETS];

   ms2_sizes_get(&context->sizes, context->allocated.blocks, counts);
   for (int i = 0; i < MS2_SIZES_BUCKETS; i++) {
      if (counts[i] != known->buckets[i])
         return false;
   }
   return known->calls == context->allocated.blocks &&
          context->max_bytes == known->own_max &&
          context->max_blocks == known->own_max_blocks &&
          context->sizes.min == known->min && context->sizes.max == known->max;
}

static bool lives_agree(const Ms2Lifetimes *lives, const struct known *known)
{
   return lives->sum == known->lifetime_sum &&
          lives->max == known->lifetime_max &&
          lives->short_lived.blocks == known->short_lived.blocks &&
          lives->short_lived.bytes == known->short_lived.bytes &&
          lives->other_thread_blocks == known->other_thread_blocks &&
          lives->realloc_blocks == known->realloc_blocks;
}

static bool chains_agree(const Ms2Context *context, const Ms2Chains *known)
{
   static const Ms2Chains none;
   Ms2Chains found =
       context->chains ? *ms2_realloc_chains_get(context->chains - 1) : none;

   return found.n == known->n && found.n_steps == known->n_steps &&
          found.first_bytes == known->first_bytes &&
          found.last_bytes == known->last_bytes &&
          found.copied_bytes == known->copied_bytes &&
          found.longest_steps == known->longest_steps &&
          found.longest_first == known->longest_first &&
          found.longest_last == known->longest_last;
}

static void check_known(void)
{
   bool sizes = true, lives = true, chains_too = true;
   ULong n_short = 0, n_other = 0, n_steps = 0;

   for (int i = 1; i <= N_CONTEXTS; i++) {
      const Ms2Context *context = ms2_context_get(i);
      const struct known *known = &model.known[i];
      sizes = sizes && sizes_agree(context, known);
      lives = lives && lives_agree(&context->lifetimes, known);
      chains_too = chains_too && chains_agree(context, &known->chains);
      n_short += known->short_lived.blocks;
      n_other += known->other_thread_blocks;
      n_steps += known->chains.n_steps - known->chains.n;
   }
   tap_ok(sizes, "sizes and own maxima of all contexts");
   tap_ok(lives, "lifetimes, short-lived and handed over blocks");
   tap_ok(chains_too, "chains of reallocs");
   tap_ok(n_short > 20 && n_other > 1000 && n_steps > 20,
          "the run had some of each");
}

static void model_set(int slot, bool used, Ms2Block block)
{
   Ms2Block *old = &model.blocks[slot];

   if (model.used[slot]) {
      model.live[old->context].bytes -= old->bytes;
      model.live[old->context].blocks--;
      model.heap -= old->bytes;
   }
   if (used) {
      model.live[block.context].bytes += block.bytes;
      model.live[block.context].blocks++;
      model.heap += block.bytes;
      model.calls++;
   }
   model.used[slot] = used;
   *old = block;
   model_maxima();
}

/* Some stay at the same value; some runs have none. */
static void random_beside(void)
{
   ULong room = ms2_series_stack_room(model.heap);

   if (random_below(2)) {
      model.pages = random_below(20) * 4096;
      model_maxima();
      ms2_heap_set_pages(model.pages, ms2_clock_last_superblocks());
      ms2_heap_settle(ms2_clock_last_superblocks());
      return;
   }
   if (random_below(2)) {
      /* Within the room nothing moves: the recorder is not even told. */
      ULong interval = model.interval_stacks, sum = model.interval_sum;
      model.stacks += room;
      model_maxima();
      if (interval != model.interval_stacks || sum != model.interval_sum)
         reader.levels_agree = false;
      model.stacks -= room;
      return;
   }
   model.stacks = random_below(30000);
   model_maxima();
   ms2_heap_set_stacks(model.stacks, ms2_clock_last_superblocks());
}

/* The model first: the recorder takes snapshots inside the event. */
static void random_event(void)
{
   int slot = random_below(N_BLOCKS);
   Ms2Block block = {.bytes = random_below(8) ? random_below(500) : 0,
                     .context = 1 + random_below(N_CONTEXTS)};
   Ms2Block old = model.blocks[slot];
   Ms2Caller caller = {.tid = 1 + random_below(N_THREADS)};

   host_superblocks += random_below(50);
   caller.superblocks = ms2_clock_superblocks(caller.tid);
   ms2_thread_runs(caller.tid);
   /* Half of the resized blocks move, to a place of their own. */
   block.place = old.place != 0 && random_below(2) ? old.place : ++last_place;
   if (!model.used[slot]) {
      model_set(slot, true, block);
      life_begins(slot, &block, &caller);
      ms2_heap_alloc(&block, &caller);
   } else if (random_below(4) == 0) {
      block.context = random_below(2) ? old.context : block.context;
      model_set(slot, true, block);
      life_ends(slot, &old, &caller, false);
      chain_step(slot, &old, &block);
      life_begins(slot, &block, &caller);
      ms2_heap_resize(&old, &block, &caller);
   } else {
      model_set(slot, false, block);
      life_ends(slot, &old, &caller, true);
      chains[slot].context = 0;
      ms2_heap_free(&old, &caller);
      block.place = 0;
   }
   model.blocks[slot] = block;
}

static Ms2Usage peak_shares[N_CONTEXTS + 1];

static void take_share(const Ms2Context *context)
{
   peak_shares[context->node] = context->at_peak[MS2_PEAK_HEAP];
}

static void take_share_of_sum(const Ms2Context *context)
{
   peak_shares[context->node] = context->at_peak[MS2_PEAK_SUM];
}

static bool shares_agree(const Ms2Usage *shares)
{
   for (int i = 1; i <= N_CONTEXTS; i++) {
      if (peak_shares[i].bytes != shares[i].bytes ||
          peak_shares[i].blocks != shares[i].blocks) {
         return false;
      }
   }
   return true;
}

static void take_live(void)
{
   for (UInt i = 1; i <= N_CONTEXTS; i++)
      peak_shares[i] = ms2_context_live(ms2_context_get(i));
}

static bool other_peaks_agree(void)
{
   Ms2Peak sum = ms2_peak_get(MS2_PEAK_SUM, ms2_heap_get());
   Ms2Peak pages = ms2_peak_get(MS2_PEAK_PAGES, ms2_heap_get());
   Ms2Peak stacks = ms2_peak_get(MS2_PEAK_STACKS, ms2_heap_get());

   take_live();
   ms2_peak_each_changed(MS2_PEAK_SUM, take_share_of_sum);
   return shares_agree(model.at_sum_peak) &&
          sum.heap.live.bytes + sum.beside.pages_bytes +
                  sum.beside.stack_bytes ==
              model.sum_peak &&
          sum.beside.pages_bytes == model.pages_at_sum_peak &&
          pages.beside.pages_bytes == model.pages_peak &&
          pages.heap.live.bytes == model.heap_at_pages_peak &&
          stacks.beside.stack_bytes == model.stacks_peak;
}

static bool peak_agrees(void)
{
   Ms2Peak peak = ms2_peak_get(MS2_PEAK_HEAP, ms2_heap_get());

   take_live();
   ms2_peak_each_changed(MS2_PEAK_HEAP, take_share);
   return shares_agree(model.at_peak) && peak.heap.live.bytes == model.peak;
}

static void test_run(const char *what)
{
   bool peaks_agree = true;
   bool others_agree = true;

   reader.deltas_agree = true;
   reader.heads_agree = true;
   reader.levels_agree = true;
   for (int i = 0; i < N_EVENTS; i++) {
      random_event();
      if (random_below(20) == 0)
         random_beside();
      if (random_below(16) == 0) {
         peaks_agree = peaks_agree && peak_agrees();
         others_agree = others_agree && other_peaks_agree();
         check_levels();
      }
   }
   char name[80];
   snprintf(name, sizeof name, "%s: the peak's tree is exact at any time",
            what);
   tap_ok(peaks_agree, name);
   snprintf(name, sizeof name,
            "%s: the sum's tree, and the peaks of pages and"
            " stacks",
            what);
   tap_ok(others_agree, name);
   snprintf(name, sizeof name, "%s: maxima of pages, stacks and sum", what);
   tap_ok(reader.levels_agree, name);
   snprintf(name, sizeof name, "%s: every snapshot adds up to the live heap",
            what);
   tap_ok(reader.deltas_agree, name);
   snprintf(name, sizeof name, "%s: totals and interval maxima", what);
   tap_ok(reader.heads_agree, name);
   tap_is_u64(ms2_heap_get()->live.bytes, model.heap, "live bytes");
   tap_is_u64(ms2_heap_get()->allocated.blocks, model.calls, "calls");
   check_known();
}

/* As in a forked child: what is live stays, the totals and the peak start
   anew; the written sums start at what is inherited. */
static void fork_now(void)
{
   ms2_clock_restart();
   ms2_thread_restart(1, 0);
   ms2_heap_restart();
   memset(model.known, 0, sizeof model.known);
   memset(model.lives, 0, sizeof model.lives);
   memset(model.thread_calls, 0, sizeof model.thread_calls);
   memset(chains, 0, sizeof chains);
   for (int i = 1; i <= N_CONTEXTS; i++) {
      model.known[i].own_max = model.live[i].bytes;
      model.known[i].own_max_blocks = model.live[i].blocks;
   }
   model.calls = 0;
   model.peak = model.sum_peak = model.pages_peak = model.stacks_peak = 0;
   model_maxima();
   begin_interval();
   memcpy(reader.live, model.live, sizeof reader.live);
}

static void test_contexts(void)
{
   UInt main_node = ms2_context_child(0, 1000, False);
   UInt leaf = ms2_context_child(main_node, 2000, False);

   tap_is_u64(ms2_context_child(main_node, 2000, False), leaf,
              "a stack met again has the same node");
   tap_ok(ms2_context_child(0, 1000, True) != main_node,
          "a cut stack is another one");
   host_epoch = 1;
   ms2_context_set_epoch(1);
   tap_ok(ms2_context_child(0, 1000, False) != main_node,
          "other code at the same address is another node");
}

int main(void)
{
   host_options.heap_admin_bytes = 8;
   host_options.short_lived = 3;
   recorder_start_model(&host_namer, &sink);
   for (UInt i = 1; i <= N_CONTEXTS; i++) {
      UInt node = ms2_context_child(0, i, False);
      ms2_context_at(node);
   }
   test_run("from the start");
   tap_ok(reader.n_snapshots > 100 && reader.n_snapshots < 1500,
          "snapshots grow with the logarithm of the calls");
   for (int i = 0; i < 20; i++)
      ms2_snapshots_slow_down();
   reader.n_snapshots = 0;
   fork_now();
   test_run("after a fork");
   tap_ok(reader.n_snapshots > 200,
          "a parent's large file does not slow its child down");
   test_contexts();
   return tap_done();
}
