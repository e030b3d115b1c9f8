/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture of call stacks. */
#include "capture/call_stack.h"

#include "model/collect.h"
#include "model/context.h"
#include "model/names.h"
#include "base/options.h"
#include "model/thread.h"
#include "capture/unwind_rule.h"
#include "capture/unwind.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_stacktrace.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

/* One frame more than is kept tells a cut stack from one that just fits. */
#define MAX_FRAMES MS2_WALK_MAX

/* Calls that one superblock can hold, with room for later versions of VEX; and
   what a signal's delivery or a long jump does without a call. */
#define CALLS_A_SUPERBLOCK 6
#define CALLS_MARGIN 16

/* Registers in a frame, and the words that lead from it to its caller. */
typedef struct {
   Addr ip;
   Addr sp;
   Addr fp;
   Addr return_slot; /* where its return address stands */
   Addr fp_slot;     /* where the caller's fp stands, or 0 if none is needed */
   Ms2Rule *rule;    /* of ip when it was last asked for, or NULL */
   UInt node;        /* of this frame and all further out */
   Bool needs_fp;    /* the frames from here out depend on fp */
} Frame;

/* The outermost frame is the first, so that a stack grows and shrinks at its
   end. */
typedef struct {
   UInt n;
   Frame frames[MAX_FRAMES];
   Bool cut;          /* callers of the first frame are left out */
   Bool reusable;     /* every frame but the first has its slots */
   Addr lo, hi;       /* memory known to be readable: [lo, hi) */
   ULong superblocks; /* when it was captured */
   Bool silent;       /* nothing is recorded of this thread */
} Stack;

static struct {
   XArray *last; /* of Stack *, by thread; NULL where unused */
   /* Too large for Valgrind's own stack. */
   Frame stepped[MAX_FRAMES];
   Ms2WalkFrame whole[MAX_FRAMES], other[MAX_FRAMES];
   Addr ips[MAX_FRAMES];
   ULong n_captures;
   ULong n_reused;
   ULong n_stepped;
   ULong n_differences; /* found by --check-unwind */
} frames;

void ms2_call_stack_init(void)
{
   frames.last =
       VG_(newXA)(VG_(malloc), "ms2.frames", VG_(free), sizeof(Stack *));
}

static Stack *last_stack_of(ThreadId tid)
{
   Stack *none = NULL;

   while (VG_(sizeXA)(frames.last) <= (Word)tid)
      VG_(addToXA)(frames.last, &none);
   Stack **slot = VG_(indexXA)(frames.last, tid);
   if (*slot == NULL)
      *slot = VG_(calloc)("ms2.frames.last", 1, sizeof **slot);
   return *slot;
}

/* ---- the client's memory ------------------------------------------------ */

/* True if [lo, hi) can be read; widens what is known. */
static Bool is_readable(Stack *last, Addr lo, Addr hi)
{
   if (lo >= last->lo && hi <= last->hi)
      return True;
   if (last->hi != 0) {
      lo = lo < last->lo ? lo : last->lo;
      hi = hi > last->hi ? hi : last->hi;
   }
   if (hi <= lo || !VG_(am_is_valid_for_client)(lo, hi - lo, VKI_PROT_READ)) {
      last->lo = 0;
      last->hi = 0;
      return False;
   }
   last->lo = lo;
   last->hi = hi;
   return True;
}

static Addr word_at(Addr slot)
{
   return *(const Addr *)slot;
}

/* Follows the words that lead out from frame `at`.  Returns 0 if they are as
   they were; else the number of the frame from which another one is reached.

   Since the last capture the program can have entered only so many functions:
   a superblock holds at most three calls (VEX follows two).  To put another
   caller under a frame, all frames in between must be entered again, so words
   further out than that need not be looked at: what this costs is bounded by
   what the program did, however deep its stack. */
static UInt find_change(Stack *last, UInt at, ULong superblocks)
{
   ULong n_entered =
       CALLS_A_SUPERBLOCK * (superblocks - last->superblocks) + CALLS_MARGIN;
   UInt end = at > n_entered ? at - (UInt)n_entered : 0;

   if (at > end &&
       !is_readable(last, last->frames[at].sp, last->frames[end].sp)) {
      return at;
   }
   for (UInt i = at; i > end; i--) {
      const Frame *f = &last->frames[i];
      if (word_at(f->return_slot) != f[-1].ip + 1 ||
          (f->fp_slot != 0 && word_at(f->fp_slot) != f[-1].fp)) {
         return i;
      }
   }
   return 0;
}

/* ---- the whole stack ---------------------------------------------------- */

/* Notes what leads from a frame to its caller, the frame before it.  False:
   there is no rule, or it says otherwise. */
static Bool link(Stack *last, Frame *frame, const Ms2Rule *rule)
{
   const Frame *caller = frame - 1;
   Addr base = rule->cfa_from_fp ? frame->fp : frame->sp;

   if (!rule->usable || base + rule->cfa_offset != caller->sp ||
       caller->sp <= frame->sp) {
      return False;
   }
   frame->return_slot = caller->sp + rule->return_offset;
   frame->fp_slot =
       rule->fp_saved && caller->needs_fp ? caller->sp + rule->fp_offset : 0;
   frame->needs_fp = rule->cfa_from_fp || (!rule->fp_saved && caller->needs_fp);
   return is_readable(last, frame->sp, caller->sp);
}

static Ms2Rule *rule_of(Frame *frame)
{
   if (frame->rule == NULL || frame->rule->ip != frame->ip)
      frame->rule = ms2_unwind_rule_find(frame->ip);
   return frame->rule;
}

/* Most addresses are always reached in the same way. */
static UInt child_of(UInt parent, Ms2Rule *rule)
{
   if (rule->parent != parent || rule->node == 0) {
      rule->node = ms2_context_child(parent, rule->ip, False);
      rule->parent = parent;
   }
   return rule->node;
}

/* Links and looks up the frames from `from` on.  Returns the node of the last,
   the innermost one. */
static UInt extend(Stack *last, UInt from, UInt node)
{
   for (UInt i = from; i < last->n; i++) {
      Frame *frame = &last->frames[i];
      Ms2Rule *rule = rule_of(frame);
      last->reusable = last->reusable && link(last, frame, rule);
      node = child_of(node, rule);
      frame->node = node;
   }
   return node;
}

/* --separate-threads: the frame that stands for a thread.  Its address is the
   thread's serial; code lies far above such small numbers. */
static UInt make_thread_node(Ms2Thread *thread)
{
   HChar name[32];

   VG_(sprintf)(name, "thread %u", ms2_thread_number(thread));
   ms2_names_make_up(thread->serial, name);
   ms2_thread_set_node(thread, ms2_context_child(0, thread->serial, False));
   return thread->node;
}

/* What the outermost frame lies under. */
static UInt root_of(ThreadId tid)
{
   if (!ms2_options->separate_threads)
      return 0;
   Ms2Thread *thread = ms2_thread_get(tid);
   return thread->node != 0 ? thread->node : make_thread_node(thread);
}

/* All frames, of which the outermost has no caller. */
static UInt capture_all(const Ms2Caller *caller, Stack *last)
{
   UInt depth = ms2_options->depth;
   UInt n = ms2_unwind(caller, depth + 1, frames.whole);
   Bool cut = n > depth;
   Frame *first = &last->frames[0];

   last->n = cut ? depth : n;
   for (UInt i = 0; i < last->n; i++) {
      Frame *frame = &last->frames[last->n - 1 - i];
      frame->ip = frames.whole[i].ip;
      frame->sp = frames.whole[i].sp;
      frame->fp = frames.whole[i].fp;
      frame->rule = NULL;
   }
   first->needs_fp = False;
   first->node = ms2_context_child(root_of(caller->tid), first->ip, cut);
   last->cut = cut;
   last->reusable = True;
   last->superblocks = caller->superblocks;
   return extend(last, 1, first->node);
}

/* ---- the stack by way of the last one ----------------------------------- */

/* The caller of a frame, by its rule. */
static Bool step(Stack *last, Frame *frame, Frame *caller)
{
   const Ms2Rule *rule = rule_of(frame);
   Addr base = rule->cfa_from_fp ? frame->fp : frame->sp;

   caller->sp = base + rule->cfa_offset;
   if (!rule->usable || caller->sp <= frame->sp ||
       !is_readable(last, frame->sp, caller->sp)) {
      return False;
   }
   caller->ip = word_at(caller->sp + rule->return_offset) - 1;
   caller->rule = NULL;
   caller->fp =
       rule->fp_saved ? word_at(caller->sp + rule->fp_offset) : frame->fp;
   frames.n_stepped++;
   return True;
}

/* True if the frame is one of the last stack's with the same frames further
   out.  *at: where to search from outwards, and where it is. */
static Bool is_shared(Stack *last, const Frame *frame, ULong superblocks,
                      UInt *at)
{
   while (*at > 0 && last->frames[*at].sp < frame->sp)
      (*at)--;
   const Frame *old = &last->frames[*at];
   if (old->sp != frame->sp || old->ip != frame->ip ||
       (old->needs_fp && old->fp != frame->fp)) {
      return False;
   }
   UInt changed = find_change(last, *at, superblocks);
   if (changed == 0)
      return True;
   *at = changed - 1; /* nothing further in can be shared either */
   return False;
}

/* Puts the n stepped frames behind the last stack's frame `at`. */
static UInt splice(Stack *last, UInt n, UInt at)
{
   last->n = at + 1 + n;
   for (UInt i = 0; i < n; i++)
      last->frames[at + 1 + i] = frames.stepped[n - 1 - i];
   return extend(last, at + 1, last->frames[at].node);
}

Ms2Caller ms2_call_stack_caller(ThreadId tid, ULong superblocks)
{
   Ms2Caller caller;

   caller.tid = tid;
   caller.superblocks = superblocks;
   VG_(get_StackTrace)(tid, &caller.ip, 1, &caller.sp, &caller.fp, 0);
   return caller;
}

/* Drops the n outermost frames up to frame `at`, since others come on top of
   that: in deep recursion.  The frames that remain often are the same functions
   as before, one by one, and then their nodes are, too. */
static void slide(Stack *last, UInt n, UInt at)
{
   Frame *kept = last->frames;
   UInt root = ms2_context_node_get(kept->node)->parent;
   Bool same = last->cut;

   for (UInt i = 0; i + n <= at; i++) {
      UInt node = kept[i].node;
      same = same && kept[i].ip == kept[i + n].ip;
      kept[i] = kept[i + n];
      kept[i].node = node;
   }
   last->cut = True;
   if (same)
      return;
   kept->node = ms2_context_child(root, kept->ip, True);
   for (UInt i = 1; i + n <= at; i++)
      kept[i].node = child_of(kept[i - 1].node, rule_of(&kept[i]));
}

/* The node of the stack now, of which n frames are stepped and those up to
   `at` are shared; 0 if frames are missing. */
static UInt join(Stack *last, UInt n, UInt at)
{
   UInt depth = ms2_options->depth;
   UInt n_all = at + 1 + n;

   if (last->cut && n_all < depth)
      return 0; /* some that were left out would be kept now */
   if (n_all > depth) {
      if (n_all - depth > at)
         return 0;
      slide(last, n_all - depth, at);
      at -= n_all - depth;
   }
   frames.n_reused++;
   return splice(last, n, at);
}

/* The node of the stack now; 0 if it can not be had from the last one. */
static UInt capture_shared(const Ms2Caller *caller, Stack *last)
{
   UInt depth = ms2_options->depth;
   UInt at = last->n - 1;

   frames.stepped[0].ip = caller->ip;
   frames.stepped[0].sp = caller->sp;
   frames.stepped[0].fp = caller->fp;
   frames.stepped[0].rule = NULL;
   for (UInt n = 0; n < depth; n++) {
      Frame *frame = &frames.stepped[n];
      if (is_shared(last, frame, caller->superblocks, &at)) {
         last->superblocks = caller->superblocks;
         return join(last, n, at);
      }
      if (frame->sp > last->frames[0].sp || !step(last, frame, frame + 1))
         return 0;
   }
   return 0;
}

/* Did the core's unwinder find the same n frames, as far as it sees?  It takes
   one word after the other for a return address where it knows nothing, which
   its stack pointers show. */
static Bool core_agrees(const Ms2Caller *caller, const Ms2WalkFrame *found,
                        UInt n)
{
   const Ms2WalkFrame *other = frames.other;
   Addr end;
   UInt n_other =
       ms2_unwind_by_core(caller, ms2_options->depth, frames.other, &end);

   for (UInt i = 0; i < n; i++) {
      if (found[i].is_guess || found[i].sp > end ||
          (i > 0 && found[i].sp <= found[i - 1].sp)) {
         return True;
      }
      if (i == n_other || other[i].ip != found[i].ip)
         return False;
   }
   return n_other == n || other[n].sp == other[n - 1].sp ||
          ms2_unwind_core_strays(&found[n - 1], &other[n]);
}

/* --check-unwind=yes: is the stack found the one that is there, by a walk of
   all of it and by the core's unwinder? */
static void check(const Ms2Caller *caller, const Stack *last)
{
   UInt n = ms2_unwind(caller, ms2_options->depth, frames.whole);
   Bool same = n == last->n && core_agrees(caller, frames.whole, n);

   for (UInt i = 0; i < n && same; i++)
      same = last->frames[n - 1 - i].ip == frames.whole[i].ip;
   if (same || frames.n_differences++ > 0)
      return;
   VG_(umsg)("ms2: --check-unwind: a stack differs; the one found, then"
             " the core's:\n");
   for (UInt i = 0; i < last->n; i++)
      frames.ips[i] = last->frames[last->n - 1 - i].ip;
   VG_(pp_StackTrace)(VG_(current_DiEpoch)(), frames.ips, last->n);
   VG_(umsg)("\n");
   VG_(get_and_pp_StackTrace)(caller->tid, ms2_options->depth);
}

/* The node of the innermost frame. */
static UInt capture(const Ms2Caller *caller, Stack *last)
{
   UInt node = last->reusable ? capture_shared(caller, last) : 0;

   frames.n_captures++;
   if (node == 0)
      node = capture_all(caller, last);
   if (ms2_options->check_unwind)
      check(caller, last);
   return node;
}

UInt ms2_call_stack_context(const Ms2Caller *caller)
{
   Stack *last = last_stack_of(caller->tid);

   if (!ms2_collect_on || last->silent)
      return 0;
   return ms2_context_at(capture(caller, last));
}

UInt ms2_call_stack_node(const Ms2Caller *caller)
{
   return capture(caller, last_stack_of(caller->tid));
}

void ms2_call_stack_set_silent(ThreadId tid, Bool silent)
{
   last_stack_of(tid)->silent = silent;
}

Bool ms2_call_stack_is_silent(ThreadId tid)
{
   return last_stack_of(tid)->silent;
}

void ms2_call_stack_forget_thread(ThreadId tid)
{
   if (VG_(sizeXA)(frames.last) > (Word)tid) {
      Stack *last = *(Stack **)VG_(indexXA)(frames.last, tid);
      if (last != NULL)
         last->reusable = False;
   }
}

void ms2_call_stack_forget_code(void)
{
   ms2_unwind_rule_forget();
   for (Int i = 0; i < VG_(sizeXA)(frames.last); i++) {
      Stack *last = *(Stack **)VG_(indexXA)(frames.last, i);
      if (last != NULL)
         last->reusable = False;
   }
}

void ms2_call_stack_forget_memory(void)
{
   for (Int i = 0; i < VG_(sizeXA)(frames.last); i++) {
      Stack *last = *(Stack **)VG_(indexXA)(frames.last, i);
      if (last != NULL) {
         last->lo = 0;
         last->hi = 0;
      }
   }
}

void ms2_call_stack_print_stats(void)
{
   VG_(umsg)("ms2: stacks: %'llu captured, %'llu with outer frames reused,"
             " %'llu steps\n",
             frames.n_captures, frames.n_reused, frames.n_stepped);
}

void ms2_call_stack_print_check(void)
{
   VG_(umsg)("ms2: --check-unwind: %'llu of %'llu stacks differ; outer frames"
             " of %'llu were taken over\n",
             frames.n_differences, frames.n_captures, frames.n_reused);
}
