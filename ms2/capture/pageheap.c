/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --pages-as-heap=yes: the heap is the mapped pages, as massif has it.

   A range that was mapped is a block, known by its first address.  What is
   unmapped out of it leaves

      | left part          | gone | right part        |
      the same block,              another block of the
      smaller                      same context

   or, if there is no left part, the same block at the right part's address. */
#include "capture/pageheap.h"

#include "capture/announced_blocks.h"
#include "base/clock.h"
#include "capture/call_stack.h"
#include "base/ranges.h"
#include "model/heap.h"
#include "model/snapshots.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_threadstate.h"
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"

static struct {
   Ms2Ranges ranges; /* `owner` is the context, a block begins at each start */
   Bool started;     /* the client runs; until then there are no blocks */
} pageheap;

static Addr page_up(Addr address)
{
   return (address + VKI_PAGE_SIZE - 1) / VKI_PAGE_SIZE * VKI_PAGE_SIZE;
}

static Ms2Caller running_caller(void)
{
   static const Ms2Caller nobody;
   ThreadId tid = VG_(get_running_tid)();

   if (!pageheap.started)
      return nobody;
   return ms2_call_stack_caller(tid, ms2_clock_superblocks(tid));
}

/* ---- blocks ------------------------------------------------------------- */

static void resize(Addr from, Addr to, const Ms2Range *rest,
                   const Ms2Caller *caller)
{
   Ms2ForeignBlocksMove move = {from, to, rest->end - rest->start, rest->owner};

   ms2_announced_blocks_move(&move, caller);
}

/* A piece of the block at [whole->start, whole->end) is gone. */
static void cut(const Ms2Range *whole, const Ms2Range *piece,
                const Ms2Caller *caller)
{
   Ms2Range left = *whole;
   Ms2Range right = *whole;

   left.end = piece->start;
   right.start = piece->end;
   if (left.start < left.end) {
      resize(whole->start, whole->start, &left, caller);
      if (right.start < right.end) {
         ms2_announced_blocks_add(right.start, right.end - right.start,
                                  right.owner, caller);
      }
   } else if (right.start < right.end) {
      resize(whole->start, right.start, &right, caller);
   } else {
      ms2_announced_blocks_remove(whole->start, caller);
   }
}

static void remove(Addr start, Addr end, const Ms2Caller *caller)
{
   const Ms2Range *first;

   while ((first = ms2_ranges_first(&pageheap.ranges, start, end)) != NULL) {
      Ms2Range whole = *first;
      Ms2Range piece;
      ms2_ranges_take(&pageheap.ranges, start, end, &piece);
      if (pageheap.started)
         cut(&whole, &piece, caller);
   }
}

static void announce(Ms2Range *range, const Ms2Caller *caller)
{
   range->owner = ms2_call_stack_context(caller);
   ms2_announced_blocks_add(range->start, range->end - range->start,
                            range->owner, caller);
}

static void put(Addr start, Addr end, const Ms2Caller *caller)
{
   Ms2Range range = {.start = start, .end = end, .single = True};

   remove(start, end, caller);
   if (start == end)
      return;
   if (pageheap.started)
      announce(&range, caller);
   ms2_ranges_add(&pageheap.ranges, &range);
}

/* ---- the core's callbacks ----------------------------------------------- */

static void on_startup(Addr start, SizeT bytes, Bool readable, Bool writable,
                       Bool executable, ULong handle)
{
   (void)readable, (void)writable, (void)executable, (void)handle;
   put(start, page_up(start + bytes), NULL);
}

static void on_mmap(Addr start, SizeT bytes, Bool readable, Bool writable,
                    Bool executable, ULong handle)
{
   Ms2Caller caller = running_caller();

   (void)readable, (void)writable, (void)executable, (void)handle;
   put(start, page_up(start + bytes), &caller);
}

/* Pages that the break comes to lie above. */
static void on_brk(Addr start, SizeT bytes, ThreadId tid)
{
   Ms2Caller caller = running_caller();

   (void)tid;
   put(page_up(start), page_up(start + bytes), &caller);
}

static void on_remap(Addr from, Addr to, SizeT bytes)
{
   Ms2Caller caller = running_caller();

   remove(from, page_up(from + bytes), &caller);
   put(to, page_up(to + bytes), &caller);
}

void ms2_pageheap_munmap(Addr start, SizeT bytes)
{
   Ms2Caller caller = running_caller();

   remove(start, page_up(start + bytes), &caller);
}

void ms2_pageheap_brk_down(Addr start, SizeT bytes)
{
   Ms2Caller caller = running_caller();

   remove(page_up(start), page_up(start + bytes), &caller);
}

void ms2_pageheap_start_slice(ThreadId tid)
{
   if (pageheap.started)
      return;
   pageheap.started = True;
   Ms2Caller caller = ms2_call_stack_caller(tid, ms2_clock_superblocks(tid));
   ms2_snapshots_wait();
   for (UInt i = 0; i < pageheap.ranges.n; i++)
      announce(&pageheap.ranges.ranges[i], &caller);
   ms2_snapshots_go_on(ms2_heap_get());
}

/* The core has put our preload object into the client's LD_PRELOAD, behind its
   own: takes it out, with the colon before it. */
static void forget_preload(void)
{
   HChar *list = VG_(getenv)(VG_(LD_PRELOAD_var_name));
   HChar *name = list != NULL ? VG_(strstr)(list, "/vgpreload_ms2-") : NULL;
   HChar *start = name;
   HChar *end = name;

   if (name == NULL)
      return;
   while (start > list && *start != ':')
      start--;
   while (*end != '\0' && *end != ':')
      end++;
   VG_(memmove)(start, end, VG_(strlen)(end) + 1);
}

void ms2_pageheap_init(void)
{
   ms2_ranges_init(&pageheap.ranges, "ms2.pageheap");
   forget_preload();
   VG_(track_new_mem_startup)(on_startup);
   VG_(track_new_mem_mmap)(on_mmap);
   VG_(track_new_mem_brk)(on_brk);
   VG_(track_copy_mem_remap)(on_remap);
}
