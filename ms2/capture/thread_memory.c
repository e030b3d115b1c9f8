/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stacks of threads, and where they lie. */
#include "capture/thread_memory.h"

#include "base/clock.h"
#include "capture/call_stack.h"
#include "capture/thread_storage.h"
#include "capture/unwind.h"
#include "model/mappings.h"
#include "model/names.h"
#include "model/thread.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_vki.h"

#include "ms2_format.h"

enum {
#define ROW(name, number, what) ROOT_##name = number,
   MS2_FORMAT_ROOT_KINDS(ROW)
#undef ROW
};

typedef struct {
   Addr sp, end; /* in use: [sp, end) */
   UInt thread;  /* its number */
   UInt first_frame, n_frames;
} Stack;

/* A frame's memory begins at its stack pointer. */
typedef struct {
   Addr sp, ip;
} Frame;

/* Of a thread that has ended. */
typedef struct {
   Addr sp;
   UInt thread; /* its serial */
} Ended;

/* Where a thread's signal handlers run, if they ask for it. */
typedef struct {
   ThreadId tid;
   Addr start, end;
} Alternate;

static struct {
   Ms2Array *stacks;                /* Stack, in order */
   Ms2Array *frames;                /* Frame */
   Ms2Array *ended;                 /* Ended: kept */
   Ms2Array *alternates;            /* Alternate: kept */
   Ms2WalkFrame walk[MS2_WALK_MAX]; /* too large for Valgrind's own stack */
} memory;

void ms2_thread_memory_init(void)
{
   memory.ended = ms2_array_new("ms2.thread_memory", sizeof(Ended));
   memory.alternates = ms2_array_new("ms2.thread_memory", sizeof(Alternate));
}

/* ---- alternate stacks --------------------------------------------------- */

static Alternate *alternate_get(UInt i)
{
   return ms2_array_get(memory.alternates, i);
}

void ms2_thread_memory_alternate(ThreadId tid, Addr start, SizeT bytes)
{
   for (UInt i = memory.alternates->n; i-- > 0;) {
      if (alternate_get(i)->tid == tid)
         ms2_array_remove(memory.alternates, i);
   }
   if (bytes == 0)
      return;
   Alternate *alternate = ms2_array_add(memory.alternates);
   alternate->tid = tid;
   alternate->start = start;
   alternate->end = start + bytes;
}

/* ---- threads that have ended -------------------------------------------- */

static Addr pointer_of(ThreadId tid)
{
   return VG_(get_SP)(tid);
}

static UInt walk(ThreadId tid)
{
   Ms2Caller caller = ms2_call_stack_caller(tid, ms2_clock_last_superblocks());

   return ms2_unwind(&caller, MS2_WALK_MAX, memory.walk);
}

/* The stack pointer of a stack that begins with the frame at `sp`, and has no
   red zone below that. */
static Addr pointer_above(Addr sp)
{
   return sp + VG_STACK_REDZONE_SZB;
}

/* The end of what a thread leaves behind for nobody: its frames and, where it
   lies in the same mapping, its storage.  A thread that was not made by the C
   library may go by the descriptor of another one. */
static Addr end_of_left(ThreadId tid, Addr end)
{
   const Ms2Range *mapping = ms2_mappings_find(end);
   Addr descriptor = ms2_thread_storage_descriptor(tid);

   return mapping != NULL && mapping->sort == MS2_MAPPINGS_STACK &&
                  descriptor > end && descriptor < mapping->end
              ? pointer_above(descriptor)
              : end;
}

void ms2_thread_memory_end(ThreadId tid)
{
   Ended *ended = ms2_array_add(memory.ended);
   Addr sp = pointer_of(tid);
   UInt n = walk(tid);

   ended->sp = sp;
   if (n > 1 && memory.walk[n - 1].sp > sp)
      ended->sp = pointer_above(memory.walk[n - 1].sp);
   ended->sp = end_of_left(tid, ended->sp);
   ended->thread = ms2_thread_get(tid)->serial;
   ms2_thread_memory_alternate(tid, 0, 0);
}

void ms2_thread_memory_unmapped(Addr start, SizeT bytes)
{
   for (UInt i = memory.ended->n; i-- > 0;) {
      const Ended *ended = ms2_array_get(memory.ended, i);
      if (ended->sp - start < bytes)
         ms2_array_remove(memory.ended, i);
   }
   for (UInt i = memory.alternates->n; i-- > 0;) {
      const Alternate *alternate = alternate_get(i);
      if (alternate->start < start + bytes && alternate->end > start)
         ms2_array_remove(memory.alternates, i);
   }
}

/* ---- where a stack lies ------------------------------------------------- */

static Bool is_memory(const NSegment *segment)
{
   return segment != NULL && segment->hasR && segment->hasW &&
          (segment->kind == SkAnonC || segment->kind == SkFileC ||
           segment->kind == SkShmC);
}

/* A stack is in pieces where the C library has given back some of it; at its
   lower end is a page that can not be read, and so another segment. */
static Addr lowest_of_mapping(const Ms2Range *mapping, const NSegment *segment)
{
   const Ms2Range *piece = mapping;
   Addr lowest = mapping->start;

   while (lowest > segment->start) {
      piece = ms2_mappings_find(lowest - 1);
      if (piece == NULL || piece->sort != MS2_MAPPINGS_STACK)
         return lowest;
      lowest = piece->start;
   }
   return segment->start;
}

/* The lowest address that belongs to the stack; the stack pointer where that
   can not be told, since the stack may be a part of something else. */
static Addr lowest_of(Addr sp, const NSegment *segment)
{
   const Ms2Range *mapping = ms2_mappings_find(sp);
   const NSegment *below = VG_(am_find_nsegment)(segment->start - 1);

   if (mapping != NULL && mapping->sort == MS2_MAPPINGS_STACK)
      return lowest_of_mapping(mapping, segment);
   /* The main thread's, which may grow. */
   if (mapping == NULL && below != NULL && below->kind == SkResvn)
      return segment->start;
   return sp;
}

static Stack *stack_get(UInt i)
{
   return ms2_array_get(memory.stacks, i);
}

/* The end of the memory that the stack lies in. */
static Addr highest_of(Addr sp, const NSegment *segment)
{
   const Ms2Range *mapping = ms2_mappings_find(sp);
   Addr end = segment->end + 1;

   if (mapping != NULL && mapping->end < end)
      end = mapping->end;
   for (UInt i = 0; i < memory.alternates->n; i++) {
      const Alternate *alternate = alternate_get(i);
      if (sp > alternate->start && sp < alternate->end && alternate->end < end)
         end = alternate->end;
   }
   return end;
}

static Stack *add_stack(Addr sp, UInt thread)
{
   const NSegment *segment = VG_(am_find_nsegment)(sp);

   if (!is_memory(segment))
      return NULL;
   for (UInt i = 0; i < memory.stacks->n; i++) {
      const Stack *stack = stack_get(i);
      if (sp >= stack->sp && sp < stack->end)
         return NULL; /* of a thread that had this stack before */
   }
   Stack *stack = ms2_array_add(memory.stacks);
   stack->sp = sp;
   stack->end = highest_of(sp, segment);
   stack->thread = thread;
   stack->first_frame = memory.frames->n;
   return stack;
}

static Bool ends_program(Addr ip)
{
   static const HChar *const functions[] = {"exit", "quick_exit", "_exit",
                                            "_Exit"};
   const Ms2Address *address = ms2_names_address_get(ms2_names_address(ip));
   const Ms2Source *source = &address->sources[address->n_sources - 1];

   for (UInt i = 0; i < sizeof functions / sizeof functions[0]; i++) {
      if (VG_STREQ(ms2_names_string_get(source->function), functions[i]))
         return True;
   }
   return False;
}

/* How many frames, from the innermost on, do nothing but end the program. */
static UInt frames_of_end(UInt n)
{
   for (UInt i = n; i-- > 0;) {
      if (ends_program(memory.walk[i].ip))
         return i + 1 < n ? i + 1 : 0;
   }
   return 0;
}

/* Of what was walked, from i on: the frames on this stack.  Returns the first
   that is on another one. */
static UInt add_frames(Stack *stack, UInt i, UInt n, Addr sp)
{
   for (; i < n && memory.walk[i].sp < stack->end; i++) {
      if (memory.walk[i].sp < sp)
         break;
      Frame *frame = ms2_array_add(memory.frames);
      sp = frame->sp = memory.walk[i].sp;
      frame->ip = memory.walk[i].ip;
   }
   stack->n_frames = memory.frames->n - stack->first_frame;
   return i;
}

/* The stack that a thread runs on, and those that its calls come from: a signal
   handler's stack leads to the one that it interrupted. */
static void add_stacks(ThreadId tid, UInt thread, Bool is_leaving)
{
   Stack *stack = add_stack(pointer_of(tid), thread);

   if (stack == NULL)
      return;
   UInt n = walk(tid);
   UInt i = is_leaving ? frames_of_end(n) : 0;
   Addr sp = stack->sp;
   if (i > 0 && memory.walk[i].sp > sp && memory.walk[i].sp < stack->end) {
      sp = memory.walk[i].sp;
      stack->sp = pointer_above(sp);
   }
   while ((i = add_frames(stack, i, n, sp)) < n) {
      sp = memory.walk[i].sp;
      stack = add_stack(sp, thread);
      if (stack == NULL)
         return;
   }
}

/* The main thread's stack may be left for another one that does not lead back
   to it, as that of a fibre: then all of it counts, since nothing tells where
   its stack pointer was.  Other stacks are mappings. */
static void add_main_stack(Addr highest, UInt thread)
{
   const NSegment *segment = VG_(am_find_nsegment)(highest);

   if (!is_memory(segment))
      return;
   const Addr lowest = lowest_of(highest, segment);
   if (lowest == highest || ms2_mappings_find(highest) != NULL)
      return;
   for (UInt i = 0; i < memory.stacks->n; i++) {
      const Stack *stack = stack_get(i);
      if (highest >= stack->sp && highest < stack->end)
         return;
   }
   add_stack(lowest, thread);
}

static void find_stacks(ThreadId leaving)
{
   ThreadId tid;
   Addr lo, hi;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &lo, &hi)) {
      const UInt thread = ms2_thread_number(ms2_thread_get(tid));
      add_stacks(tid, thread, tid == leaving);
      add_main_stack(hi, thread);
   }
   /* The last one that had a stack knows most of it. */
   for (UInt i = memory.ended->n; i-- > 0;) {
      const Ended *ended = ms2_array_get(memory.ended, i);
      const Ms2Thread *thread = ms2_thread_find(ended->thread);
      add_stack(ended->sp, thread != NULL ? ms2_thread_number(thread) : 0);
   }
}

static Int compare(const void *a, const void *b)
{
   Addr one = ((const Stack *)a)->sp;
   Addr other = ((const Stack *)b)->sp;

   return one < other ? -1 : one > other;
}

/* The end of what is dead of it: all, unless a handler runs there. */
static Addr end_of_dead(const Alternate *alternate)
{
   for (UInt i = 0; i < memory.stacks->n; i++) {
      const Addr sp = stack_get(i)->sp;
      if (sp > alternate->start && sp <= alternate->end)
         return sp - VG_STACK_REDZONE_SZB;
   }
   return alternate->end;
}

/* A stack below it in the same memory ends where it ends. */
void ms2_thread_memory_each_dead(void (*call)(Addr start, Addr end))
{
   Addr before = 0;

   for (UInt i = 0; i < memory.alternates->n; i++) {
      const Alternate *alternate = alternate_get(i);
      const Addr end = end_of_dead(alternate);
      if (alternate->start < end)
         call(alternate->start, end);
   }

   for (UInt i = 0; i < memory.stacks->n; i++) {
      const Stack *stack = stack_get(i);
      Addr start = lowest_of(stack->sp, VG_(am_find_nsegment)(stack->sp));
      Addr end = stack->sp - VG_STACK_REDZONE_SZB;
      if (start < before)
         start = before;
      if (start < end)
         call(start, end);
      before = stack->end;
   }
}

/* ---- all of it ---------------------------------------------------------- */

void ms2_thread_memory_look(ThreadId leaving)
{
   memory.stacks = ms2_array_new("ms2.thread_memory", sizeof(Stack));
   memory.frames = ms2_array_new("ms2.thread_memory", sizeof(Frame));
   find_stacks(leaving);
   ms2_host_sort(memory.stacks->elements, memory.stacks->n, sizeof(Stack),
                 compare);
   ms2_thread_storage_look();
}

void ms2_thread_memory_forget(void)
{
   ms2_array_free(memory.stacks);
   ms2_array_free(memory.frames);
   ms2_thread_storage_forget();
}

void ms2_thread_memory_restart(ThreadId tid)
{
   ms2_array_clear(memory.ended);
   for (UInt i = memory.alternates->n; i-- > 0;) {
      if (alternate_get(i)->tid != tid)
         ms2_array_remove(memory.alternates, i);
   }
}

static const Stack *stack_at(Addr at)
{
   for (UInt i = 0; i < memory.stacks->n; i++) {
      const Stack *stack = stack_get(i);
      if (at >= stack->sp - VG_STACK_REDZONE_SZB && at < stack->end)
         return stack;
   }
   return NULL;
}

/* The frame that has the word: the red zone is the innermost one's. */
static void fill_frame(const Stack *stack, Addr at, Ms2Root *root,
                       Ms2Range *range)
{
   UInt lo = 0;
   UInt hi = stack->n_frames;

   range->start = stack->sp - VG_STACK_REDZONE_SZB;
   range->end = stack->end;
   if (hi == 0)
      return;
   while (hi - lo > 1) {
      UInt middle = lo + (hi - lo) / 2;
      const Frame *frame =
          ms2_array_get(memory.frames, stack->first_frame + middle);
      if (frame->sp <= at)
         lo = middle;
      else
         hi = middle;
   }
   const Frame *frame = ms2_array_get(memory.frames, stack->first_frame + lo);
   if (lo > 0)
      range->start = frame[0].sp;
   if (lo + 1 < stack->n_frames)
      range->end = frame[1].sp;
   root->code = ms2_names_address(frame->ip);
}

Bool ms2_thread_memory_root(Addr at, Ms2Root *root, Ms2Range *range)
{
   if (ms2_thread_storage_root(at, root, range))
      return True;
   const Stack *stack = stack_at(at);
   if (stack == NULL)
      return False;
   root->kind = ROOT_stack;
   root->thread = stack->thread;
   fill_frame(stack, at, root, range);
   ms2_thread_storage_leave_out(at, range);
   return True;
}
