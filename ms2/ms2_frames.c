/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture of call stacks. */
#include "ms2_frames.h"

#include "ms2_context.h"
#include "ms2_options.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_stacktrace.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

/* One frame more than is kept tells a cut stack from one that just fits. */
#define MAX_FRAMES (MS2_MAX_DEPTH + 1)

typedef struct {
   UInt n;
   Addr ip[MAX_FRAMES];
   Addr sp[MAX_FRAMES];
   Addr fp[MAX_FRAMES];
} Stack;

typedef struct {
   Stack stack;
   UInt node[MAX_FRAMES]; /* node[i]: of frame i and all further out */
   Bool reusable;         /* whole, and every frame linked to the next */
   Addr checked_lo;       /* memory known to be readable: */
   Addr checked_hi;       /* [checked_lo, checked_hi) */
} LastStack;

static struct {
   XArray *last; /* of LastStack *, by thread; NULL where unused */
   Stack now;    /* too large for Valgrind's own stack */
   ULong n_captures;
   ULong n_reused;
   ULong n_unwound_frames;
} frames;

void ms2_frames_init(void)
{
   frames.last =
       VG_(newXA)(VG_(malloc), "ms2.frames", VG_(free), sizeof(LastStack *));
}

static LastStack *last_stack_of(ThreadId tid)
{
   LastStack *none = NULL;
   LastStack **slot;

   while (VG_(sizeXA)(frames.last) <= (Word)tid) {
      VG_(addToXA)(frames.last, &none);
   }
   slot = VG_(indexXA)(frames.last, tid);
   if (*slot == NULL) {
      *slot = VG_(calloc)("ms2.frames.last", 1, sizeof **slot);
   }
   return *slot;
}

/* Where frame i's return address lies: below the stack pointer it leaves. */
static Addr link_slot(const Stack *stack, UInt i)
{
   return stack->sp[i] - sizeof(Addr);
}

/* True if the client's memory [lo, hi) can be read; remembers the answer. */
static Bool is_readable(LastStack *last, Addr lo, Addr hi)
{
   if (lo >= last->checked_lo && hi <= last->checked_hi) {
      return True;
   }
   if (hi <= lo || !VG_(am_is_valid_for_client)(lo, hi - lo, VKI_PROT_READ)) {
      return False;
   }
   last->checked_lo = lo;
   last->checked_hi = hi;
   return True;
}

/* True if every frame from `first` out is still reached by the return
   address that the last stack found there. */
static Bool links_hold(LastStack *last, UInt first)
{
   const Stack *stack = &last->stack;

   if (first >= stack->n) {
      return True;
   }
   if (!is_readable(last, link_slot(stack, first), stack->sp[stack->n - 1])) {
      return False;
   }
   for (UInt i = first; i < stack->n; i++) {
      if (*(Addr *)link_slot(stack, i) != stack->ip[i] + 1) {
         return False;
      }
   }
   return True;
}

/* Stack pointers must rise outwards, so that one range holds all links. */
static Bool is_ordered_at(const Stack *stack, UInt i)
{
   return stack->sp[i] % sizeof(Addr) == 0 &&
          (i == 0 || stack->sp[i] > stack->sp[i - 1]);
}

static Bool is_ordered(const Stack *stack)
{
   for (UInt i = 0; i < stack->n; i++) {
      if (!is_ordered_at(stack, i)) {
         return False;
      }
   }
   return True;
}

static UInt unwind(ThreadId tid, UInt n_wanted)
{
   Stack *now = &frames.now;

   now->n = VG_(get_StackTrace)(tid, now->ip, n_wanted, now->sp, now->fp, 0);
   frames.n_unwound_frames += now->n;
   return now->n;
}

/* Searches the frames unwound so far, from `from` out, for one that the last
   stack has too with the rest of it unchanged.  Both rise in stack pointers. */
static Bool find_shared(LastStack *last, UInt from, UInt *at, UInt *last_at)
{
   const Stack *now = &frames.now;
   const Stack *old = &last->stack;
   UInt j = 0;

   for (UInt i = from; i < now->n && is_ordered_at(now, i); i++) {
      while (j < old->n && old->sp[j] < now->sp[i]) {
         j++;
      }
      if (j == old->n) {
         return False;
      }
      if (old->sp[j] == now->sp[i] && old->ip[j] == now->ip[i] &&
          old->fp[j] == now->fp[i] && links_hold(last, j + 1)) {
         *at = i;
         *last_at = j;
         return True;
      }
   }
   return False;
}

static void copy_stack(Stack *to, UInt n)
{
   VG_(memcpy)(to->ip, frames.now.ip, n * sizeof(Addr));
   VG_(memcpy)(to->sp, frames.now.sp, n * sizeof(Addr));
   VG_(memcpy)(to->fp, frames.now.fp, n * sizeof(Addr));
   to->n = n;
}

/* Looks up frames n-1 .. 0 under `node`, the node of frame n. */
static UInt look_up(LastStack *last, UInt n, UInt node, Bool cut)
{
   for (UInt i = n; i-- > 0;) {
      node = ms2_context_child(node, last->stack.ip[i], cut);
      last->node[i] = node;
      cut = False;
   }
   return node;
}

/* The unwinder does not know where a stack ends, and goes on into what lies
   behind the first function: drops what is no code. */
static UInt without_tail(const Stack *stack)
{
   UInt n = stack->n;

   while (n > 1 &&
          !VG_(am_is_valid_for_client)(stack->ip[n - 1], 1, VKI_PROT_EXEC)) {
      n--;
   }
   return n;
}

/* The whole stack anew. */
static UInt capture_all(ThreadId tid, LastStack *last)
{
   UInt depth = ms2_options->depth;
   UInt n = unwind(tid, depth + 1);
   Bool cut = n > depth;

   copy_stack(&last->stack, cut ? depth : without_tail(&frames.now));
   last->reusable = False;
   if (!cut && is_ordered(&last->stack)) {
      last->reusable = links_hold(last, 1);
   }
   return look_up(last, last->stack.n, 0, cut);
}

/* Puts the first `at` new frames in front of the last stack's frames from
   `last_at` out. */
static void splice(LastStack *last, UInt at, UInt last_at)
{
   Stack *old = &last->stack;
   UInt n_kept = old->n - last_at;

   if (at != last_at) {
      VG_(memmove)(&old->ip[at], &old->ip[last_at], n_kept * sizeof(Addr));
      VG_(memmove)(&old->sp[at], &old->sp[last_at], n_kept * sizeof(Addr));
      VG_(memmove)(&old->fp[at], &old->fp[last_at], n_kept * sizeof(Addr));
      VG_(memmove)(&last->node[at], &last->node[last_at], n_kept * sizeof last->node[0]);
   }
   copy_stack(old, at);
   old->n = at + n_kept;
}

UInt ms2_frames_capture(ThreadId tid)
{
   /* Unwinding can not be resumed, so each step does the earlier ones again;
      steps that grow like this cost at most about twice the last one. */
   static const UInt steps[] = {3, 8, 18, 40};
   LastStack *last = last_stack_of(tid);
   UInt depth = ms2_options->depth;
   UInt searched = 0;
   UInt at, last_at;

   frames.n_captures++;
   for (UInt s = 0; s < sizeof steps / sizeof steps[0]; s++) {
      if (!last->reusable || steps[s] > depth ||
          unwind(tid, steps[s]) < steps[s]) {
         break;
      }
      if (find_shared(last, searched, &at, &last_at)) {
         if (at + last->stack.n - last_at > depth) {
            break;
         }
         frames.n_reused++;
         splice(last, at, last_at);
         return look_up(last, at, last->node[at], False);
      }
      searched = steps[s];
   }
   return capture_all(tid, last);
}

void ms2_frames_forget_stacks(void)
{
   for (Int i = 0; i < VG_(sizeXA)(frames.last); i++) {
      LastStack *last = *(LastStack **)VG_(indexXA)(frames.last, i);
      if (last != NULL) {
         last->reusable = False;
      }
   }
}

void ms2_frames_forget_memory(void)
{
   for (Int i = 0; i < VG_(sizeXA)(frames.last); i++) {
      LastStack *last = *(LastStack **)VG_(indexXA)(frames.last, i);
      if (last != NULL) {
         last->checked_lo = 0;
         last->checked_hi = 0;
      }
   }
}

void ms2_frames_print_stats(void)
{
   VG_(dmsg)(" ms2: stacks: %llu captured, %llu with outer frames reused,"
    " %llu frames unwound\n",
    frames.n_captures, frames.n_reused, frames.n_unwound_frames);
}
