/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls of an allocator's functions, as the recorder sees them. */
#include "capture/allocator_calls.h"

#include "capture/before_fall.h"
#include "capture/allocator_blocks.h"
#include "capture/allocator_heaps.h"
#include "capture/call_stack.h"
#include "use/block_use.h"
#include "model/heap.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

/* What a thread's outermost call is about. */
typedef struct {
   UInt depth; /* calls within each other */
   const Ms2Allocator *row;
   Addr
       pointer; /* the block before, or where the program has a pointer to it */
   SizeT bytes;
   SizeT most_bytes; /* where the allocator may give more: this at most */
   UInt context;
   UWord heap; /* that a new block comes to lie in, or 0 */
   Addr mib;   /* where the numbers for a name come to stand */
   Bool has_old;
   Ms2Block old; /* the block before: while it is resized it has no place, since
                    another thread may get the address already */
} Thread;

static struct {
   XArray *threads; /* of Thread, by thread; NULL until one is needed */
   UInt tracked;
   ULong n_seen;
} calls;

static Thread *thread_get(ThreadId tid)
{
   static const Thread none;

   while (VG_(sizeXA)(calls.threads) <= (Word)tid)
      VG_(addToXA)(calls.threads, &none);
   return VG_(indexXA)(calls.threads, tid);
}

/* ---- blocks -------------------------------------------------------------- */

static void end_block(const Ms2Block *block, const Ms2Caller *caller)
{
   ms2_block_use_ends(block, block->place, MS2_USE_SHARED_LINES);
   ms2_allocator_heaps_forget(block->place);
   ms2_heap_free(block, caller);
}

/* No pointer of a program's leads to a block that is not known but to a mistake
   of its own, and what comes of that is its allocator's affair. */
static void free_at(Addr address, const Ms2Caller *caller)
{
   Ms2Block block;

   ms2_before_fall();
   if (ms2_allocator_blocks_take(address, &block))
      end_block(&block, caller);
}

/* An allocator gives memory out again only if it was freed: by a function that
   is not known. */
static void begin_block(const Thread *thread, Addr address, SizeT bytes,
                        const Ms2Caller *caller)
{
   Ms2Block block = {
       .bytes = bytes, .place = address, .context = thread->context};

   free_at(address, caller);
   ms2_block_use_begins(&block, address, MS2_USE_SHARED_LINES);
   ms2_heap_alloc(&block, caller);
   ms2_allocator_blocks_put(&block);
   ms2_allocator_heaps_own(address, thread->heap);
}

static void put_back(Thread *thread, const Ms2Caller *caller)
{
   if (thread->has_old) {
      free_at(thread->old.place, caller);
      ms2_allocator_blocks_put(&thread->old);
      thread->has_old = False;
   }
}

/* In one step: it is one call, and never are both there. */
static void resize_block(Thread *thread, Addr address, SizeT bytes,
                         const Ms2Caller *caller)
{
   const Ms2Block *old = &thread->old;
   Ms2Block to = {.bytes = bytes, .place = address, .context = thread->context};

   if (!thread->has_old) {
      begin_block(thread, address, bytes, caller);
      return;
   }
   thread->has_old = False;
   free_at(address, caller);
   ms2_heap_resize(old, &to, caller);
   const Ms2UseMove moved = {old, &to, old->place, address,
                             MS2_USE_SHARED_LINES};
   ms2_block_use_moved(&moved);
   ms2_allocator_blocks_put(&to);
   if (address != old->place) {
      ms2_allocator_heaps_forget(old->place);
      ms2_allocator_heaps_own(address, thread->heap);
   }
}

static void end_old(Thread *thread, const Ms2Caller *caller)
{
   if (thread->has_old)
      end_block(&thread->old, caller);
   thread->has_old = False;
}

/* ---- what a call is about ------------------------------------------------ */

static UWord argument(const Ms2Call *call, UInt number)
{
   return number != 0 ? ms2_tracked_calls_argument(call, number) : 0;
}

/* More than can be allocated stands for what overflows: such a call fails. */
static SizeT size_of(const Ms2Call *call, const Ms2Allocator *row)
{
   SizeT bytes = argument(call, row->size);

   if (row->times != 0 &&
       __builtin_mul_overflow(bytes, argument(call, row->times), &bytes)) {
      return ~(SizeT)0;
   }
   return bytes;
}

static SizeT most_of(const Ms2Call *call, const Thread *thread)
{
   SizeT most;

   return __builtin_add_overflow(thread->bytes,
                                 argument(call, thread->row->more), &most)
              ? ~(SizeT)0
              : most;
}

static UWord heap_of(const Ms2Call *call, const Ms2Allocator *row)
{
   if (row->heap != 0)
      return ms2_allocator_heaps_known_as(argument(call, row->heap));
   if (row->flags != 0) {
      return ms2_allocator_heaps_in_flags(argument(call, row->flags),
                                          call->function.tid);
   }
   return ms2_allocator_heaps_default(call->function.tid);
}

static void end_heap(UWord heap, const Ms2Caller *caller)
{
   UInt n = 0;
   Addr *blocks = heap != 0 ? ms2_allocator_heaps_take(heap, &n) : NULL;

   for (UInt i = 0; i < n; i++)
      free_at(blocks[i], caller);
   VG_(free)(blocks);
}

static void begin_allocation(Thread *thread, const Ms2Call *call)
{
   const Ms2Allocator *row = thread->row;

   thread->bytes = size_of(call, row);
   thread->most_bytes = most_of(call, thread);
   thread->heap = heap_of(call, row);
   thread->context = ms2_call_stack_context(&call->function);
}

static Addr pointer_at(Addr address)
{
   return VG_(am_is_valid_for_client)(address, sizeof address, VKI_PROT_READ)
              ? *(const Addr *)address
              : 0;
}

/* The arguments and the stack are there only when the function begins.  What
   ends does so now: at the return another thread may have the address. */
static void begin(Thread *thread, const Ms2Call *call)
{
   const Ms2Allocator *row = thread->row;

   thread->has_old = False;
   thread->pointer = argument(call, row->pointer);
   switch (row->does) {
   case MS2_ALLOCATES:
   case MS2_ALLOCATES_TO:
   case MS2_COPIES_TEXT:
   case MS2_COPIES_TEXT_TO:
   case MS2_COPIES_WIDE: begin_allocation(thread, call); break;
   case MS2_RESIZES:
   case MS2_RESIZES_OR_FREES:
   case MS2_EXPANDS:
   case MS2_EXPANDS_TO:
      begin_allocation(thread, call);
      ms2_before_fall();
      thread->has_old =
          ms2_allocator_blocks_take(thread->pointer, &thread->old);
      break;
   case MS2_RESIZES_AT:
      begin_allocation(thread, call);
      ms2_before_fall();
      thread->has_old =
          ms2_allocator_blocks_take(pointer_at(thread->pointer), &thread->old);
      break;
   case MS2_DESTROYS_HEAP:
      end_heap(argument(call, row->heap), &call->function);
      break;
   case MS2_DELETES_HEAP:
      ms2_allocator_heaps_release(argument(call, row->heap));
      break;
   case MS2_CONTROLS:
      end_heap(ms2_allocator_heaps_control(call), &call->function);
      break;
   case MS2_CONTROLS_BY_MIB:
      end_heap(ms2_allocator_heaps_control_by_mib(call), &call->function);
      break;
   case MS2_LOOKS_UP: thread->mib = argument(call, 2); break;
   case MS2_MAKES_HEAP:
   case MS2_FREES: break;
   case MS2_SETS_HEAP:
   case MS2_FINDS_HEAP: thread->heap = heap_of(call, row); break;
   }
}

/* ---- entry and return ---------------------------------------------------- */

static void enter(void *opaque, Ms2Call *call)
{
   Thread *thread = thread_get(call->function.tid);
   const Ms2Allocator *row = call->what;

   (void)opaque;
   if (row->does == MS2_FREES && thread->depth == 0) {
      free_at(argument(call, row->pointer), &call->function);
      call->is_done = True;
      return;
   }
   if (thread->depth++ > 0 || ms2_call_stack_is_silent(call->function.tid))
      return;
   call->note = True;
   thread->row = row;
   begin(thread, call);
   ms2_call_stack_set_silent(call->function.tid, True);
}

/* A resize that gave nothing: realloc to 0 frees. */
static void resize_failed(Thread *thread, const Ms2Caller *caller)
{
   if (thread->bytes == 0 || thread->row->does == MS2_RESIZES_OR_FREES)
      end_old(thread, caller);
   else
      put_back(thread, caller);
}

static void resized(Thread *thread, Addr address, const Ms2Caller *caller)
{
   if (address == 0)
      resize_failed(thread, caller);
   else
      resize_block(thread, address, thread->bytes, caller);
}

/* xallocx gives what the block has now, which is less than was asked for if
   there was no room.  Of what it may add and has added, as much counts as was
   asked for. */
static void expanded_to(Thread *thread, SizeT has, const Ms2Caller *caller)
{
   SizeT most = thread->most_bytes;

   if (has < thread->bytes || !thread->has_old)
      put_back(thread, caller);
   else
      resize_block(thread, thread->pointer, has < most ? has : most, caller);
}

static void text_copied(Thread *thread, Addr address, const Ms2Caller *caller)
{
   if (address != 0) {
      begin_block(thread, address, VG_(strlen)((const HChar *)address) + 1,
                  caller);
   }
}

static void wide_copied(Thread *thread, Addr address, const Ms2Caller *caller)
{
   const UShort *text = (const UShort *)address;
   SizeT n = 0;

   if (text == NULL)
      return;
   while (text[n] != 0)
      n++;
   begin_block(thread, address, (n + 1) * sizeof *text, caller);
}

static void returned(Thread *thread, const Ms2Call *call)
{
   const Ms2Caller *caller = &call->function;
   UWord result = call->result;
   /* A function that hands its block over by way of a pointer gives an int. */
   Bool is_zero = (Int)result == 0;

   calls.n_seen += thread->row->does <= MS2_EXPANDS_TO;
   switch (thread->row->does) {
   case MS2_ALLOCATES:
      if (result != 0)
         begin_block(thread, result, thread->bytes, caller);
      break;
   case MS2_ALLOCATES_TO:
      if (is_zero) {
         begin_block(thread, pointer_at(thread->pointer), thread->bytes,
                     caller);
      }
      break;
   case MS2_COPIES_TEXT: text_copied(thread, result, caller); break;
   case MS2_COPIES_TEXT_TO:
      if (is_zero)
         text_copied(thread, pointer_at(thread->pointer), caller);
      break;
   case MS2_COPIES_WIDE: wide_copied(thread, result, caller); break;
   case MS2_RESIZES:
   case MS2_RESIZES_OR_FREES: resized(thread, result, caller); break;
   case MS2_RESIZES_AT:
      if (is_zero)
         resized(thread, pointer_at(thread->pointer), caller);
      else
         put_back(thread, caller);
      break;
   case MS2_EXPANDS:
      if (result != 0 && thread->has_old)
         resize_block(thread, thread->pointer, thread->bytes, caller);
      else
         put_back(thread, caller);
      break;
   case MS2_EXPANDS_TO: expanded_to(thread, result, caller); break;
   case MS2_MAKES_HEAP: ms2_allocator_heaps_release(result); break;
   case MS2_SETS_HEAP:
      if (thread->heap != 0)
         ms2_allocator_heaps_set_default(caller->tid, thread->heap);
      break;
   case MS2_FINDS_HEAP: ms2_allocator_heaps_name(result, thread->heap); break;
   case MS2_LOOKS_UP:
      if (is_zero)
         ms2_allocator_heaps_learn(thread->pointer, thread->mib);
      break;
   default: break;
   }
}

static void leave(void *opaque, Ms2Call *call)
{
   Thread *thread = thread_get(call->function.tid);

   (void)opaque;
   thread->depth--;
   if (!call->note)
      return;
   ms2_call_stack_set_silent(call->function.tid, False);
   if (call->returned)
      returned(thread, call);
   else
      put_back(thread, &call->function);
}

/* ---- setting up ---------------------------------------------------------- */

Ms2CallsStart *ms2_allocator_calls_start(Addr address, const Ms2Allocator *row)
{
   if (calls.threads == NULL) {
      calls.threads = VG_(newXA)(VG_(malloc), "ms2.allocator.calls", VG_(free),
                                 sizeof(Thread));
      calls.tracked = ms2_tracked_calls_track_known(enter, leave);
   }
   return ms2_tracked_calls_start_new(calls.tracked, address, row->name, row);
}

ULong ms2_allocator_calls_n_seen(void)
{
   return calls.n_seen;
}
