/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The depth of each thread's stack. */
#include "ms2_stack.h"

#include "ms2_clock.h"
#include "ms2_compat.h"
#include "ms2_frames.h"
#include "ms2_heap.h"
#include "ms2_pool.h"
#include "ms2_series.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_threadstate.h"

/* The peaks that a stack has a share of, and where it keeps them. */
static const Ms2PeakOf shared[] = {MS2_PEAK_STACKS, MS2_PEAK_SUM};

#define N_SHARED (sizeof shared / sizeof shared[0])

struct _Ms2Stack {
   /* The thread's own stack: from its lowest byte to the one behind it. */
   Addr own_low, own_end;
   Addr start;      /* the stack pointer at the thread's start */
   ULong own_depth; /* when the stack pointer left it last */
   /* The stack that the stack pointer is on. */
   Addr low;
   UWord bytes;
   Addr base;   /* where its depth counts from, or 0: it is not counted */
   ULong below; /* the depth of what it comes on top of */
   /* As of the last event. */
   ULong depth;
   UInt node; /* its backtrace, or 0: not looked up */
   Ms2Deepest deepest;
   Ms2StackShare shares[N_SHARED];
};

Ms2StackBounds ms2_stack_bounds;

static struct {
   Ms2Pool all; /* of Ms2Stack; number 0 is not used */
   UInt *of;    /* by thread: the number of its stack, or 0 */
   ULong bytes; /* the sum of all depths */
   ULong n_deeper;
   ThreadId running;
   Ms2Stack *now; /* of the thread that runs */
} stacks;

static Ms2Stack *get(UInt number)
{
   return ms2_pool_get(&stacks.all, number);
}

static ULong depth_at(const Ms2Stack *stack, Addr sp)
{
   return stack->below + (sp < stack->base ? stack->base - sp : 0);
}

/* ---- what translated code compares with --------------------------------- */

static void set_bounds(const Ms2Stack *stack)
{
   ULong limit =
       stack->depth + ms2_series_stack_room(ms2_heap_get()->live.bytes);

   if (limit > stack->deepest.bytes) {
      limit = stack->deepest.bytes;
   }
   limit -= stack->below;
   ms2_stack_bounds.watermark = limit < stack->base ? stack->base - limit : 0;
   ms2_stack_bounds.low = stack->low;
   ms2_stack_bounds.bytes = stack->bytes;
}

/* ---- changes of depth --------------------------------------------------- */

static UInt backtrace_of(ThreadId tid, ULong superblocks)
{
   Ms2Caller caller = ms2_frames_caller(tid, superblocks);

   return ms2_frames_node(&caller);
}

static Bool is_at_peak(const Ms2Stack *stack)
{
   for (UInt i = 0; i < N_SHARED; i++) {
      if (!ms2_peak_is_saved(shared[i], stack->shares[i].number)) {
         return True;
      }
   }
   return False;
}

static void save_shares(Ms2Stack *stack)
{
   for (UInt i = 0; i < N_SHARED; i++) {
      Ms2StackShare *share = &stack->shares[i];
      if (ms2_peak_must_save(shared[i], &share->number)) {
         share->bytes = stack->depth;
         share->node = stack->node;
      }
   }
}

static void set_depth(Ms2Stack *stack, ULong depth, ULong superblocks)
{
   if (depth == stack->depth) {
      return;
   }
   stacks.bytes += depth - stack->depth;
   ms2_heap_set_stacks(stacks.bytes, superblocks);
   save_shares(stack);
   stack->depth = depth;
   stack->node = 0;
   if (depth > stack->deepest.bytes || is_at_peak(stack)) {
      stack->node = backtrace_of(stacks.running, superblocks);
   }
   if (depth > stack->deepest.bytes) {
      stack->deepest.bytes = depth;
      stack->deepest.superblocks = superblocks;
      stack->deepest.node = stack->node;
      stacks.n_deeper++;
   }
}

/* ---- which stack -------------------------------------------------------- */

static void enter_own(Ms2Stack *stack)
{
   stack->low = stack->own_low;
   stack->bytes = stack->own_end - stack->own_low;
   stack->base = stack->start;
   stack->below = 0;
}

/* Of an unknown stack all that is known is when the own one is entered again:
   the bounds are everything else. */
static void enter_other(Ms2Stack *stack, Addr sp)
{
   Addr low = 0, last = 0;

   VG_(stack_limits)(sp, &low, &last);
   stack->below = stack->own_depth;
   if (low != 0 && last >= sp) {
      stack->low = low;
      stack->bytes = last + 1 - low;
      stack->base = last + 1;
   } else {
      stack->low = stack->own_end;
      stack->bytes = stack->own_low - stack->own_end;
      stack->base = 0;
   }
}

static Bool is_own(const Ms2Stack *stack, Addr sp)
{
   return sp - stack->own_low < stack->own_end - stack->own_low;
}

/* The depth now is that before the switch. */
static void enter(Ms2Stack *stack, Addr sp)
{
   if (stack->low == stack->own_low) {
      stack->own_depth = stack->depth;
   }
   if (is_own(stack, sp)) {
      enter_own(stack);
   } else {
      enter_other(stack, sp);
   }
}

static Bool is_outside(const Ms2Stack *stack, Addr sp)
{
   return sp - stack->low >= stack->bytes;
}

/* The stack pointer of the running thread is `sp`. */
static void follow(Addr sp, ULong superblocks)
{
   if (is_outside(stacks.now, sp)) {
      enter(stacks.now, sp);
   }
   set_depth(stacks.now, depth_at(stacks.now, sp), superblocks);
}

/* ---- events -------------------------------------------------------------- */

void ms2_stack_passed(void)
{
   ULong superblocks = ms2_clock_superblocks(stacks.running);

   follow(VG_(get_SP)(stacks.running), superblocks);
   ms2_heap_settle(superblocks);
   set_bounds(stacks.now);
}

void ms2_stack_left(Addr sp)
{
   ULong superblocks = ms2_clock_superblocks(stacks.running);

   follow(VG_(get_SP)(stacks.running), superblocks);
   enter(stacks.now, sp);
   ms2_heap_settle(superblocks);
   set_bounds(stacks.now);
}

static void before_event(ULong superblocks)
{
   if (stacks.now != NULL) {
      follow(VG_(get_SP)(stacks.running), superblocks);
   }
}

static void at_event(ULong superblocks)
{
   if (stacks.now != NULL && stacks.now->node == 0 && is_at_peak(stacks.now)) {
      stacks.now->node = backtrace_of(stacks.running, superblocks);
   }
}

static void after_event(void)
{
   if (stacks.now != NULL) {
      set_bounds(stacks.now);
   }
}

static const Ms2HeapWatch watch = {before_event, at_event, after_event};

/* ---- threads ------------------------------------------------------------ */

void ms2_stack_start_thread(ThreadId tid)
{
   Ms2Stack *stack = ms2_pool_add(&stacks.all);
   SizeT bytes = VG_(thread_get_stack_size)(tid);

   stacks.of[tid] = stacks.all.n - 1;
   stack->own_end = VG_(thread_get_stack_max)(tid) + 1;
   stack->own_low = bytes < stack->own_end ? stack->own_end - bytes : 0;
   stack->start = VG_(get_SP)(tid);
   enter_own(stack);
}

/* The core runs the C library's cleaning up after the last thread has ended. */
static void run_uncounted(void)
{
   static const Ms2StackBounds everything = {0, 0, ~(UWord)0};

   stacks.now = NULL;
   ms2_stack_bounds = everything;
}

void ms2_stack_start_slice(ThreadId tid)
{
   Addr sp = VG_(get_SP)(tid);
   Ms2Stack *stack = get(stacks.of[tid]);

   if (stacks.of[tid] == 0) {
      run_uncounted();
      return;
   }
   stacks.running = tid;
   stacks.now = stack;
   if (is_outside(stack, sp)) {
      enter(stack, sp); /* the core has put a signal's frame there */
   }
   set_bounds(stack);
}

/* While this thread stands still, others or its own system call may make the
   next peak, with its backtrace. */
void ms2_stack_stop_slice(ThreadId tid)
{
   ULong superblocks = ms2_clock_superblocks(tid);

   if (stacks.now == NULL) {
      return;
   }
   follow(VG_(get_SP)(tid), superblocks);
   if (stacks.now->node == 0) {
      stacks.now->node = backtrace_of(tid, superblocks);
   }
   ms2_heap_settle(superblocks);
   stacks.now = NULL;
}

void ms2_stack_end_thread(ThreadId tid)
{
   if (stacks.of[tid] == 0) {
      return;
   }
   set_depth(get(stacks.of[tid]), 0, ms2_clock_last_superblocks());
   stacks.of[tid] = 0;
}

void ms2_stack_restart(ThreadId tid)
{
   UInt number = stacks.of[tid];
   Ms2Stack own = *get(number);

   ms2_pool_init(&stacks.all, "ms2.stack", sizeof(Ms2Stack));
   VG_(memset)(stacks.of, 0, VG_N_THREADS * sizeof *stacks.of);
   ms2_pool_add(&stacks.all);
   own.deepest.bytes = own.depth;
   own.deepest.superblocks = 0;
   own.deepest.node = backtrace_of(tid, 0);
   *(Ms2Stack *)ms2_pool_add(&stacks.all) = own;
   stacks.of[tid] = 1;
   stacks.bytes = own.depth;
   ms2_heap_set_stacks(stacks.bytes, 0);
}

void ms2_stack_init(void)
{
   ms2_pool_init(&stacks.all, "ms2.stack", sizeof(Ms2Stack));
   ms2_pool_add(&stacks.all);
   stacks.of = VG_(calloc)("ms2.stack.of", VG_N_THREADS, sizeof *stacks.of);
   ms2_heap_set_watch(&watch);
}

/* ---- for the writer ----------------------------------------------------- */

UInt ms2_stack_n(void)
{
   return stacks.all.n - 1;
}

Ms2Deepest ms2_stack_deepest(UInt number)
{
   return get(number)->deepest;
}

ULong ms2_stack_n_deeper(void)
{
   return stacks.n_deeper;
}

Ms2StackShare ms2_stack_share(UInt number, Ms2PeakOf of)
{
   const Ms2Stack *stack = get(number);
   const Ms2StackShare *saved = &stack->shares[of == MS2_PEAK_STACKS ? 0 : 1];
   Ms2StackShare now = {0, stack->depth, stack->node};

   return ms2_peak_is_saved(of, saved->number) ? *saved : now;
}
