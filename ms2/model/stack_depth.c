/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How deep each thread's stack is and was.

   Of each stack: its bytes now and, if they were looked up, the backtrace that
   goes with them; the deepest that it ever was; its shares of the two peaks.
   The backtrace is looked up only where the depth is a new deepest one, or may
   be a share of a peak. */
#include "model/stack_depth.h"

#include "base/pool.h"
#include "model/heap.h"

/* The peaks that a stack has a share of, and where it keeps them. */
static const Ms2PeakOf shared[] = {MS2_PEAK_STACKS, MS2_PEAK_SUM};

#define N_SHARED (sizeof shared / sizeof shared[0])

/* As of the last event. */
typedef struct {
   ULong bytes;
   UInt node; /* its backtrace, or 0: not looked up */
   Ms2Deepest deepest;
   Ms2StackShare shares[N_SHARED];
} Depth;

static struct {
   Ms2Pool all; /* of Depth; number 0 is not used */
   ULong bytes; /* the sum of all depths */
   ULong n_deeper;
   Ms2Backtrace backtrace;
} depths;

static Depth *get(UInt number)
{
   return ms2_pool_get(&depths.all, number);
}

/* Also before there is any. */
static void forget_all(void)
{
   ms2_pool_release(&depths.all);
   ms2_pool_init(&depths.all, "ms2.depths", sizeof(Depth));
   ms2_pool_add(&depths.all);
   depths.bytes = 0;
}

void ms2_stack_depth_init(Ms2Backtrace backtrace)
{
   depths.backtrace = backtrace;
   forget_all();
}

UInt ms2_stack_depth_add(void)
{
   ms2_pool_add(&depths.all);
   return depths.all.n - 1;
}

ULong ms2_stack_depth_get(UInt number)
{
   return get(number)->bytes;
}

ULong ms2_stack_depth_sum(void)
{
   return depths.bytes;
}

static Bool is_at_peak(const Depth *depth)
{
   for (UInt i = 0; i < N_SHARED; i++) {
      if (!ms2_peak_is_saved(shared[i], depth->shares[i].number))
         return True;
   }
   return False;
}

static void save_shares(Depth *depth)
{
   for (UInt i = 0; i < N_SHARED; i++) {
      Ms2StackShare *share = &depth->shares[i];
      if (ms2_peak_must_save(shared[i], &share->number)) {
         share->bytes = depth->bytes;
         share->node = depth->node;
      }
   }
}

void ms2_stack_depth_trace(UInt number, ULong superblocks)
{
   Depth *depth = get(number);

   if (depth->node == 0)
      depth->node = depths.backtrace(superblocks);
}

void ms2_stack_depth_trace_at_peak(UInt number, ULong superblocks)
{
   if (is_at_peak(get(number)))
      ms2_stack_depth_trace(number, superblocks);
}

void ms2_stack_depth_set(UInt number, ULong bytes, ULong superblocks)
{
   Depth *depth = get(number);

   if (bytes == depth->bytes)
      return;
   depths.bytes += bytes - depth->bytes;
   ms2_heap_set_stacks(depths.bytes, superblocks);
   save_shares(depth);
   depth->bytes = bytes;
   depth->node = 0;
   if (bytes > depth->deepest.bytes || is_at_peak(depth))
      depth->node = depths.backtrace(superblocks);
   if (bytes > depth->deepest.bytes) {
      depth->deepest.bytes = bytes;
      depth->deepest.superblocks = superblocks;
      depth->deepest.node = depth->node;
      depths.n_deeper++;
   }
}

void ms2_stack_depth_restart(UInt number)
{
   Depth own = *get(number);

   forget_all();
   own.deepest.bytes = own.bytes;
   own.deepest.superblocks = 0;
   own.deepest.node = depths.backtrace(0);
   *(Depth *)ms2_pool_add(&depths.all) = own;
   depths.bytes = own.bytes;
   ms2_heap_set_stacks(depths.bytes, 0);
}

UInt ms2_stack_depth_n(void)
{
   return depths.all.n - 1;
}

Ms2Deepest ms2_stack_depth_deepest(UInt number)
{
   return get(number)->deepest;
}

ULong ms2_stack_depth_n_deeper(void)
{
   return depths.n_deeper;
}

Ms2StackShare ms2_stack_depth_share(UInt number, Ms2PeakOf of)
{
   const Depth *depth = get(number);
   const Ms2StackShare *saved = &depth->shares[of == MS2_PEAK_STACKS ? 0 : 1];
   Ms2StackShare now = {0, depth->bytes, depth->node};

   return ms2_peak_is_saved(of, saved->number) ? *saved : now;
}
