/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stack pointer of each thread. */
#include "capture/stack_pointer.h"

#include "base/clock.h"
#include "host/compat.h"
#include "capture/call_stack.h"
#include "model/heap.h"
#include "base/pool.h"
#include "model/series.h"
#include "model/stack_depth.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_threadstate.h"

typedef struct {
   /* The thread's own stack: from its lowest byte to the one behind it. */
   Addr own_low, own_end;
   Addr start;      /* the stack pointer at the thread's start */
   ULong own_depth; /* when the stack pointer left it last */
   /* The stack that the stack pointer is on. */
   Addr low;
   UWord bytes;
   Addr base;   /* where its depth counts from, or 0: it is not counted */
   ULong below; /* the depth of what it comes on top of */
   UInt number; /* of ms2_stack_depth, and of this here */
} Ms2Stack;

Ms2StackPointerBounds ms2_stack_pointer_bounds;

static struct {
   Ms2Pool all; /* of Ms2Stack; number 0 is not used */
   UInt *of;    /* by thread: the number of its stack, or 0 */
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
   ULong deepest = ms2_stack_depth_deepest(stack->number).bytes;
   ULong limit = ms2_stack_depth_get(stack->number) +
                 ms2_series_stack_room(ms2_heap_get()->live.bytes);

   if (limit > deepest)
      limit = deepest;
   limit -= stack->below;
   ms2_stack_pointer_bounds.watermark =
       limit < stack->base ? stack->base - limit : 0;
   ms2_stack_pointer_bounds.low = stack->low;
   ms2_stack_pointer_bounds.bytes = stack->bytes;
}

/* Of the thread that runs: only its depth grows. */
static UInt backtrace(ULong superblocks)
{
   Ms2Caller caller = ms2_call_stack_caller(stacks.running, superblocks);

   return ms2_call_stack_node(&caller);
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
   if (stack->low == stack->own_low)
      stack->own_depth = ms2_stack_depth_get(stack->number);
   if (is_own(stack, sp))
      enter_own(stack);
   else
      enter_other(stack, sp);
}

static Bool is_outside(const Ms2Stack *stack, Addr sp)
{
   return sp - stack->low >= stack->bytes;
}

/* The stack pointer of the running thread is `sp`. */
static void follow(Addr sp, ULong superblocks)
{
   if (is_outside(stacks.now, sp))
      enter(stacks.now, sp);
   ms2_stack_depth_set(stacks.now->number, depth_at(stacks.now, sp),
                       superblocks);
}

/* ---- events -------------------------------------------------------------- */

void ms2_stack_pointer_passed(void)
{
   ULong superblocks = ms2_clock_superblocks(stacks.running);

   follow(VG_(get_SP)(stacks.running), superblocks);
   ms2_heap_settle(superblocks);
   set_bounds(stacks.now);
}

void ms2_stack_pointer_left(Addr sp)
{
   ULong superblocks = ms2_clock_superblocks(stacks.running);

   follow(VG_(get_SP)(stacks.running), superblocks);
   enter(stacks.now, sp);
   ms2_heap_settle(superblocks);
   set_bounds(stacks.now);
}

static void before_event(ULong superblocks)
{
   if (stacks.now != NULL)
      follow(VG_(get_SP)(stacks.running), superblocks);
}

static void at_event(ULong superblocks)
{
   if (stacks.now != NULL)
      ms2_stack_depth_trace_at_peak(stacks.now->number, superblocks);
}

static void after_event(void)
{
   if (stacks.now != NULL)
      set_bounds(stacks.now);
}

static const Ms2HeapListener listener = {before_event, at_event, after_event};

/* ---- threads ------------------------------------------------------------ */

void ms2_stack_pointer_start_thread(ThreadId tid)
{
   Ms2Stack *stack = ms2_pool_add(&stacks.all);
   SizeT bytes = VG_(thread_get_stack_size)(tid);

   stack->number = ms2_stack_depth_add();
   stacks.of[tid] = stack->number;
   stack->own_end = VG_(thread_get_stack_max)(tid) + 1;
   stack->own_low = bytes < stack->own_end ? stack->own_end - bytes : 0;
   stack->start = VG_(get_SP)(tid);
   enter_own(stack);
}

/* The core runs the C library's cleaning up after the last thread has ended. */
static void run_uncounted(void)
{
   static const Ms2StackPointerBounds everything = {0, 0, ~(UWord)0};

   stacks.now = NULL;
   ms2_stack_pointer_bounds = everything;
}

void ms2_stack_pointer_start_slice(ThreadId tid)
{
   Addr sp = VG_(get_SP)(tid);
   Ms2Stack *stack = get(stacks.of[tid]);

   if (stacks.of[tid] == 0) {
      run_uncounted();
      return;
   }
   stacks.running = tid;
   stacks.now = stack;
   if (is_outside(stack, sp))
      enter(stack, sp); /* the core has put a signal's frame there */
   set_bounds(stack);
}

/* While this thread stands still, others or its own system call may make the
   next peak, with its backtrace. */
void ms2_stack_pointer_stop_slice(ThreadId tid)
{
   ULong superblocks = ms2_clock_superblocks(tid);

   if (stacks.now == NULL)
      return;
   follow(VG_(get_SP)(tid), superblocks);
   ms2_stack_depth_trace(stacks.now->number, superblocks);
   ms2_heap_settle(superblocks);
   stacks.now = NULL;
}

void ms2_stack_pointer_end_thread(ThreadId tid)
{
   if (stacks.of[tid] == 0)
      return;
   ms2_stack_depth_set(stacks.of[tid], 0, ms2_clock_last_superblocks());
   stacks.of[tid] = 0;
}

void ms2_stack_pointer_restart(ThreadId tid)
{
   Ms2Stack own = *get(stacks.of[tid]);

   ms2_pool_init(&stacks.all, "ms2.stack", sizeof(Ms2Stack));
   VG_(memset)(stacks.of, 0, VG_N_THREADS * sizeof *stacks.of);
   ms2_pool_add(&stacks.all);
   stacks.running = tid;
   ms2_stack_depth_restart(own.number);
   own.number = 1;
   *(Ms2Stack *)ms2_pool_add(&stacks.all) = own;
   stacks.of[tid] = 1;
}

void ms2_stack_pointer_init(void)
{
   ms2_stack_depth_init(backtrace);
   ms2_pool_init(&stacks.all, "ms2.stack", sizeof(Ms2Stack));
   ms2_pool_add(&stacks.all);
   stacks.of = VG_(calloc)("ms2.stack.of", VG_N_THREADS, sizeof *stacks.of);
   ms2_heap_set_listener(&listener);
}
