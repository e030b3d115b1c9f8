/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unwinding a whole stack, from its innermost frame outwards. */
#include "capture/unwind.h"

#include "capture/unwind_rule.h"
#include "host/compat.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_stacktrace.h"
#include "pub_tool_vki.h"

static Bool is_code(Addr ip)
{
   return VG_(am_is_valid_for_client)(ip, 1, VKI_PROT_EXEC);
}

/* Behind the outermost function an unwinder may go on into what lies there:
   drops what is no code. */
static UInt drop_tail(const Ms2WalkFrame *frames, UInt n)
{
   while (n > 1 && !is_code(frames[n - 1].ip))
      n--;
   return n;
}

/* The caller's registers, which may be inside a function that is skipped. */
static Ms2Caller first_of(const Ms2Caller *caller)
{
   Ms2Caller first = *caller;

   ms2_unwind_rule_in_thunk(caller->tid, &first);
   return first;
}

/* ---- the core's way ----------------------------------------------------- */

static struct {
   /* Too large for Valgrind's own stack. */
   Addr ips[MS2_WALK_MAX], sps[MS2_WALK_MAX], fps[MS2_WALK_MAX];
} core;

UInt ms2_unwind_by_core(const Ms2Caller *caller, UInt n_wanted,
                        Ms2WalkFrame *frames, Addr *end)
{
   Ms2Caller first = first_of(caller);
   Addr lowest = 0;
   Addr highest = VG_(thread_get_stack_max)(caller->tid);
   UInt n = VG_(get_StackTrace_with_deltas)(
       caller->tid, core.ips, n_wanted, core.sps, core.fps,
       (Word)(first.ip - caller->ip), (Word)(first.sp - caller->sp));

   for (UInt i = 0; i < n; i++) {
      frames[i].ip = core.ips[i];
      frames[i].sp = core.sps[i];
      frames[i].fp = core.fps[i];
   }
   VG_(stack_limits)(caller->sp, &lowest, &highest);
   *end = n == 1 ? caller->sp : VG_PGROUNDUP(highest) - sizeof(Addr);
   return drop_tail(frames, n);
}

#if defined(MS2_COMPAT_UNWIND)

/* ---- the memory that a stack lies in ------------------------------------ */

/* What may be read of a stack: [lowest, end).  A function that returns has its
   caller's frame pointer below its stack pointer. */
typedef struct {
   Addr lowest, end;
} Memory;

static Bool is_stack(const NSegment *segment)
{
   return segment != NULL && segment->hasR && segment->hasW &&
          (segment->kind == SkAnonC || segment->kind == SkFileC ||
           segment->kind == SkShmC);
}

/* A stack may lie across mappings, as an array does of which only part stands
   in the program's file.  False: there is no stack at `sp`. */
static Bool find_memory(Addr sp, Memory *memory)
{
   const NSegment *segment = VG_(am_find_nsegment)(sp);

   if (segment != NULL && segment->kind == SkResvn)
      segment = VG_(am_find_nsegment)(segment->end + 1); /* a stack to grow */
   if (!is_stack(segment))
      return False;
   memory->lowest = sp - VG_STACK_REDZONE_SZB;
   while (is_stack(segment)) {
      memory->end = segment->end + 1;
      segment = VG_(am_find_nsegment)(memory->end);
   }
   return True;
}

static Bool is_inside(const Memory *memory, Addr start, SizeT bytes)
{
   return start >= memory->lowest && start < memory->end &&
          memory->end - start >= bytes;
}

/* ---- from a frame to its caller ----------------------------------------- */

/* Another stack is reached where a signal's frame leads to what it
   interrupted. */
static Bool is_further_out(Memory *memory, Addr from, Addr to)
{
   if (to >= memory->lowest && to <= memory->end)
      return to > from;
   return find_memory(to, memory);
}

static Bool step_by_debug_info(const Memory *memory, Ms2WalkFrame *frame)
{
   Ms2CompatRegs regs = {frame->ip, frame->sp, frame->fp};

   if (!VG_(use_CF_info)(&regs, memory->lowest, memory->end))
      return False;
   frame->ip = regs.xip;
   frame->sp = regs.xsp;
   frame->fp = regs.xbp;
   return True;
}

/* The frame pointer may lead to another stack, as that of __morestack does
   where a stack is made of pieces. */
static Bool step_to_other_stack(Memory *memory, Ms2WalkFrame *frame)
{
   Memory other;

   if (is_inside(memory, frame->fp, 1) || !find_memory(frame->fp, &other) ||
       !step_by_debug_info(&other, frame)) {
      return False;
   }
   *memory = other;
   return True;
}

/* Is there any debug information about this address?  Found out with a stack
   of zeros. */
#define N_ZEROS 512

static Bool has_debug_info(Addr ip)
{
   static const Addr zeros[N_ZEROS];
   const Memory memory = {(Addr)zeros, (Addr)&zeros[N_ZEROS]};
   Addr middle = (Addr)&zeros[N_ZEROS / 2];
   Ms2WalkFrame frame = {ip, middle, middle, False};

   return step_by_debug_info(&memory, &frame);
}

/* Debug information says of a function that it ends a stack; the core then has
   none for it, but for the functions on both sides.  These are short ones. */
#define END_BYTES 256
#define END_STEP 16

static Bool ends_stack(Addr ip)
{
   Bool before = False, behind = False;

   for (Addr n = END_STEP; n <= END_BYTES; n += END_STEP) {
      before = before || has_debug_info(ip - n);
      behind = behind || has_debug_info(ip + n);
   }
   return before && behind;
}

/* The frame pointer stands at the saved one, above which is the return
   address; where none stands there, the function uses the register for
   something else. */
static Bool step_by_frame_pointer(const Memory *memory, Ms2WalkFrame *frame)
{
   const Addr *saved = (const Addr *)frame->fp;

   if (frame->fp % sizeof(Addr) != 0 ||
       !is_inside(memory, frame->fp, 2 * sizeof(Addr)) || !is_code(saved[1])) {
      return False;
   }
   frame->sp = frame->fp + 2 * sizeof(Addr);
   frame->ip = saved[1];
   frame->fp = saved[0];
   return True;
}

/* A call stands in front of a return address: direct, or indirect in one of
   its lengths. */
#define CALL_DIRECT 0xe8
#define CALL_DIRECT_BYTES 5
#define CALL_INDIRECT 0xff
#define CALL_INDIRECT_MASK 0x38 /* the field that tells it from others */
#define CALL_INDIRECT_IS 0x10
#define CALL_INDIRECT_LEAST 2
#define CALL_INDIRECT_MOST 7

static Bool is_return_address(Addr address)
{
   const UChar *code = (const UChar *)address;

   if (!is_code(address) ||
       !VG_(am_is_valid_for_client)(address - CALL_INDIRECT_MOST,
                                    CALL_INDIRECT_MOST, VKI_PROT_READ)) {
      return False;
   }
   if (code[-CALL_DIRECT_BYTES] == CALL_DIRECT)
      return True;
   for (Int n = CALL_INDIRECT_LEAST; n <= CALL_INDIRECT_MOST; n++) {
      if (code[-n] == CALL_INDIRECT &&
          (code[-n + 1] & CALL_INDIRECT_MASK) == CALL_INDIRECT_IS) {
         return True;
      }
   }
   return False;
}

/* At its first instruction a function has pushed nothing yet.  So the caller of
   a tracked function is known, also where the function comes without debug
   information, as all of musl's do. */
static Bool step_from_entry(const Memory *memory, Ms2WalkFrame *frame)
{
   const Addr *top = (const Addr *)frame->sp;
   const HChar *name;

   if (!is_inside(memory, frame->sp, sizeof *top) || !is_return_address(*top) ||
       !VG_(get_fnname_if_entry)(VG_(current_DiEpoch)(), frame->ip, &name)) {
      return False;
   }
   frame->ip = *top;
   frame->sp += sizeof *top;
   return True;
}

/* The end of a stack often has a zero. */
static Bool is_nothing(Addr word)
{
   return word <= 1;
}

/* So many words of a frame of which nothing is known are looked at. */
#define MAX_SEARCHED 512

static Bool step_by_search(const Memory *memory, Ms2WalkFrame *frame)
{
   Addr at = VG_ROUNDUP(frame->sp, sizeof(Addr));

   for (UInt n = 0; n < MAX_SEARCHED; n++) {
      Addr word;
      if (!is_inside(memory, at, sizeof word))
         return False;
      word = *(const Addr *)at;
      at += sizeof word;
      if (is_return_address(word)) {
         frame->ip = word;
         frame->sp = at;
         frame->is_guess = True;
         return True;
      }
      if (is_nothing(word))
         return False;
   }
   return False;
}

/* Without debug information.  Behind the end of a stack that the program made
   others may lie, whose words mean nothing here, and its first function may
   still have the frame pointer of who made it: such a function has no large
   frame. */
#define SMALL_FRAME 1024

static Bool step_in_the_dark(const Memory *memory, Addr stack_max,
                             Ms2WalkFrame *frame)
{
   if (!is_code(frame->ip))
      return False;
   if (step_from_entry(memory, frame))
      return True;
   if (frame->fp - frame->sp <= SMALL_FRAME &&
       step_by_frame_pointer(memory, frame)) {
      return True;
   }
   if (ends_stack(frame->ip)) {
      return False;
   }
   return step_by_frame_pointer(memory, frame) ||
          (is_inside(memory, stack_max, 1) && step_by_search(memory, frame));
}

/* Debug information that leads to no code, or further in, is wrong: in the
   32-bit C library, memcpy pushes a register that its own does not know of, and
   newer ones have strchr's count pushed words down. */
static Bool was_misled(const Memory *memory, Addr from,
                       const Ms2WalkFrame *frame)
{
   if (frame->sp <= from && frame->sp >= memory->lowest)
      return True;
   return !is_nothing(frame->ip) && !is_code(frame->ip);
}

/* Makes the frame its caller's. */
static Bool step(Memory *memory, Addr stack_max, Ms2WalkFrame *frame)
{
   Addr from = frame->sp;

   if (step_by_debug_info(memory, frame)) {
      if (was_misled(memory, from, frame) && is_inside(memory, stack_max, 1)) {
         if (frame->sp < from)
            frame->sp = from;
         if (!step_by_search(memory, frame))
            return False;
      }
   } else if (step_to_other_stack(memory, frame)) {
      from = 0;
   } else if (!step_in_the_dark(memory, stack_max, frame)) {
      return False;
   }
   if (is_nothing(frame->ip) || !is_further_out(memory, from, frame->sp))
      return False;
   frame->ip--;
   return True;
}

/* The number of frames once the last one is in: less where
   --merge-recursive-frames finds that it is one of those before. */
static UInt merge(const Ms2WalkFrame *frames, UInt n)
{
   Int most = VG_(clo_merge_recursive_frames);

   for (Int back = 1; back <= most && back < (Int)n; back++) {
      if (frames[n - 1].ip == frames[n - 1 - back].ip)
         return n - back;
   }
   return n;
}

UInt ms2_unwind(const Ms2Caller *caller, UInt n_wanted, Ms2WalkFrame *frames)
{
   Ms2Caller first = first_of(caller);
   Addr stack_max = VG_(thread_get_stack_max)(caller->tid);
   Ms2WalkFrame frame = {first.ip, first.sp, first.fp, False};
   UInt n = 1;

   frames[0] = frame;
   Memory memory;
   if (!find_memory(frame.sp, &memory))
      return 1;
   while (n < n_wanted && step(&memory, stack_max, &frame)) {
      frames[n] = frame;
      n = merge(frames, n + 1);
   }
   return drop_tail(frames, n);
}

Bool ms2_unwind_core_strays(const Ms2WalkFrame *outermost,
                            const Ms2WalkFrame *next)
{
   return next->sp == outermost->fp + 2 * sizeof(Addr) &&
          outermost->fp - outermost->sp > SMALL_FRAME &&
          ends_stack(outermost->ip);
}

#else

UInt ms2_unwind(const Ms2Caller *caller, UInt n_wanted, Ms2WalkFrame *frames)
{
   Addr unused;

   return ms2_unwind_by_core(caller, n_wanted, frames, &unused);
}

Bool ms2_unwind_core_strays(const Ms2WalkFrame *outermost,
                            const Ms2WalkFrame *next)
{
   (void)outermost, (void)next;
   return False;
}

#endif
