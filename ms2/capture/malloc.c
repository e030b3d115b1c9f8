/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's allocation functions.

   An allocation has one order: memory first, so that a call that fails changes
   nothing; then who asked (capture/call_stack.h); then the numbers
   (model/heap.h), which fill in what the block has to remember; and last the
   block's header, from which free and realloc take all of it again. */
#include "capture/malloc.h"

#include "capture/before_fall.h"
#include "capture/block.h"
#include "base/clock.h"
#include "host/compat.h"
#include "capture/call_stack.h"
#include "capture/marker.h"
#include "model/heap.h"
#include "use/block_use.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_replacemalloc.h"
#include "pub_tool_stacktrace.h"
#include "pub_tool_tooliface.h"

static struct {
   ULong n_seen;
   ULong n_foreign;
   SizeT in_use;    /* bytes of all blocks, those that are not recorded too: */
   SizeT most_used; /* what the program is told when it asks */
   SizeT most_refused;
} calls;

/* Each is said with its stack, but a program that does it may go on doing it:
   of more than this only the number is said, at the end. */
#define MAX_FOREIGN_REPORTS 10

/* No process without Valgrind has as many addresses. */
#define MOST_BYTES ((SizeT)1 << (sizeof(SizeT) == 8 ? 46 : 31))

static void report_foreign(ThreadId tid, const HChar *function, void *p)
{
   if (calls.n_foreign++ >= MAX_FOREIGN_REPORTS)
      return;
   VG_(umsg)("ms2: %s of %p, which is no live heap block (freed before, or"
             " never allocated); ignored\n",
             function, p);
   VG_(get_and_pp_StackTrace)(tid, VG_(clo_backtrace_size));
}

static void use(SizeT before, SizeT now)
{
   calls.in_use += now - before;
   if (calls.in_use > calls.most_used)
      calls.most_used = calls.in_use;
}

/* More than there are addresses is refused everywhere. */
static void note_refused(SizeT size)
{
   if (size < MOST_BYTES && size > calls.most_refused)
      calls.most_refused = size;
}

/* What a block before it has left in its memory would seem to hold others, as
   long as the program has not written there: memcheck knows such words, and a
   search here does not.  8 KiB are what a stream or a parser reads into:
   writing to them costs a program under Valgrind forty times as much.  A larger
   block is rarely written in part.  Nothing is cleared when a block ends: a
   program may by mistake still read it, and do well. */
#define CLEARED_BYTES 8192

/* In whole words: blocks begin at one, and have all of the last one. */
static void clear(void *p, SizeT size)
{
   if (!ms2_options->owners_at_end || size > CLEARED_BYTES)
      return;
   for (UWord *word = p, *end = (UWord *)((Addr)p + size); word < end; word++)
      *word = 0;
}

/* `is_zeroed` says what the caller is about to make of it. */
static void *alloc(const Ms2Caller *caller, SizeT size, SizeT align,
                   Bool is_zeroed)
{
   Ms2Block block = {.bytes = size, .is_zeroed = is_zeroed};

   calls.n_seen++;
   void *p = ms2_block_new(size, align);
   if (p == NULL) {
      note_refused(size);
      return NULL;
   }
   if (!is_zeroed)
      clear(p, size);
   use(0, size);
   block.place = (Addr)p;
   block.context = ms2_call_stack_context(caller);
   ms2_block_use_begins(&block, block.place, MS2_USE_OWN_LINES);
   ms2_heap_alloc(&block, caller);
   ms2_block_set(&block);
   return p;
}

void *ms2_malloc_alloc(const Ms2Caller *caller, SizeT size, SizeT align)
{
   return alloc(caller, size, align, False);
}

void *ms2_malloc_calloc(const Ms2Caller *caller, SizeT n, SizeT size)
{
   SizeT total;

   if (__builtin_mul_overflow(n, size, &total)) {
      calls.n_seen++;
      return NULL;
   }
   void *p = alloc(caller, total, ms2_malloc_min_align(), True);
   if (p != NULL)
      VG_(memset)(p, 0, total);
   return p;
}

void ms2_malloc_free(const Ms2Caller *caller, void *p)
{
   if (p == NULL)
      return;
   Ms2Block block;
   if (!ms2_block_find(p, &block)) {
      report_foreign(caller->tid, "free", p);
      return;
   }
   use(block.bytes, 0);
   ms2_before_fall();
   ms2_block_use_ends(&block, block.place, MS2_USE_OWN_LINES);
   ms2_block_free(p);
   ms2_heap_free(&block, caller);
}

/* The block's memory for the new size: where it is, or moved; or NULL. */
static void *move(const Ms2Block *old, SizeT size)
{
   void *p = (void *)old->place;

   if (ms2_block_resize(p, size))
      return p;
   void *q = ms2_block_new(size, ms2_malloc_min_align());
   if (q != NULL) {
      VG_(memcpy)(q, p, old->bytes < size ? old->bytes : size);
      ms2_block_free(p);
   }
   return q;
}

static void *resize(const Ms2Caller *caller, const Ms2Block *old, SizeT size)
{
   Ms2Block to = {.bytes = size};

   if (size < old->bytes)
      ms2_before_fall();
   void *q = move(old, size);
   if (q == NULL) {
      note_refused(size);
   } else {
      const Ms2UseMove moved = {old, &to, old->place, (Addr)q,
                                MS2_USE_OWN_LINES};
      use(old->bytes, size);
      to.place = (Addr)q;
      to.context = ms2_call_stack_context(caller);
      ms2_heap_resize(old, &to, caller);
      ms2_block_use_moved(&moved);
      ms2_block_set(&to);
   }
   return q;
}

void *ms2_malloc_realloc(const Ms2Caller *caller, void *p, SizeT size)
{
   if (p == NULL)
      return ms2_malloc_alloc(caller, size, ms2_malloc_min_align());
   calls.n_seen++;
   Ms2Block old;
   if (!ms2_block_find(p, &old)) {
      report_foreign(caller->tid, "realloc", p);
      return NULL;
   }
   if (size == 0 && MS2_REALLOC_ZERO_FREES) {
      ms2_malloc_free(caller, p);
      return NULL;
   }
   return resize(caller, &old, size);
}

SizeT ms2_malloc_usable_size(void *p)
{
   Ms2Block block;

   return p != NULL && ms2_block_find(p, &block) ? block.bytes : 0;
}

SizeT ms2_malloc_min_align(void)
{
   return VG_(clo_alignment);
}

SizeT ms2_malloc_in_use(void)
{
   return calls.in_use;
}

SizeT ms2_malloc_most_used(void)
{
   return calls.most_used;
}

ULong ms2_malloc_n_seen(void)
{
   return calls.n_seen;
}

ULong ms2_malloc_n_foreign_unsaid(void)
{
   return calls.n_foreign > MAX_FOREIGN_REPORTS
              ? calls.n_foreign - MAX_FOREIGN_REPORTS
              : 0;
}

SizeT ms2_malloc_most_refused(void)
{
   return calls.most_refused;
}

void ms2_malloc_restart(void)
{
   calls.most_refused = 0;
   calls.n_seen = 0;
   calls.n_foreign = 0;
}

/* ---- calls that leave translated code ----------------------------------- */

static UWord on_call(ThreadId tid, UWord operation, UWord a, UWord b)
{
   Ms2Caller caller = ms2_call_stack_caller(tid, ms2_clock_superblocks(tid));

   switch (operation) {
   case MS2_MARKER_MALLOC:
      return (UWord)ms2_malloc_alloc(&caller, a, ms2_malloc_min_align());
   case MS2_MARKER_CALLOC: return (UWord)ms2_malloc_calloc(&caller, a, b);
   case MS2_MARKER_REALLOC:
      return (UWord)ms2_malloc_realloc(&caller, (void *)a, b);
   case MS2_MARKER_MEMALIGN: return (UWord)ms2_malloc_alloc(&caller, b, a);
   case MS2_MARKER_USABLE: return ms2_malloc_usable_size((void *)a);
   case MS2_MARKER_IN_USE: return calls.in_use;
   case MS2_MARKER_MOST_USED: return calls.most_used;
   default: ms2_malloc_free(&caller, (void *)a); return 0;
   }
}

Bool ms2_malloc_handle(const UWord *args, UWord *result)
{
   if (args[0] != MS2_MARKER_REQUEST)
      return False;
   *result = (UWord)on_call;
   return True;
}

/* The core is to set up the client's memory for us.  Its own replacement of
   malloc, which would call functions given here, is not in the program. */
void ms2_malloc_register(void)
{
   VG_(needs_malloc_replacement)(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                 NULL, NULL, NULL, NULL, NULL, NULL, 0);
}
