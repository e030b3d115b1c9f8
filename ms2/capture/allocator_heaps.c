/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks of an allocator lie in which of its heaps. */
#include "capture/allocator_heaps.h"

#include "capture/owned_blocks.h"
#include "model/thread.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

/* A thread's default heap.  Its id is used again when it has ended. */
typedef struct {
   UInt thread; /* its serial */
   UWord heap;
} Default;

/* A part of a heap. */
typedef struct {
   UWord address, heap;
} Part;

/* What a name of jemalloc's controls stands for. */
typedef enum { NOTHING, ARENA_RESET, ARENA_DESTROY, THREAD_ARENA } Control;

static struct {
   Ms2OwnedBlocks owners;
   XArray *defaults; /* of Default; NULL until there is one, as `parts` */
   XArray *parts;    /* of Part */
   /* The numbers for "arena", "reset" or "destroy", and "thread", "arena". */
   UWord mib[THREAD_ARENA + 1][2];
   Bool has_mib[THREAD_ARENA + 1];
} heaps;

/* ---- heaps and their blocks --------------------------------------------- */

static UInt serial_of(ThreadId tid)
{
   return ms2_thread_get(tid)->serial;
}

static Word n_of(XArray *array)
{
   return array != NULL ? VG_(sizeXA)(array) : 0;
}

UWord ms2_allocator_heaps_default(ThreadId tid)
{
   for (Word i = 0; i < n_of(heaps.defaults); i++) {
      const Default *one = VG_(indexXA)(heaps.defaults, i);
      if (one->thread == serial_of(tid))
         return one->heap;
   }
   return 0;
}

void ms2_allocator_heaps_set_default(ThreadId tid, UWord heap)
{
   Default new = {serial_of(tid), heap};

   if (heaps.defaults == NULL) {
      heaps.defaults = VG_(newXA)(VG_(malloc), "ms2.allocator.heaps", VG_(free),
                                  sizeof(Default));
   }
   for (Word i = 0; i < n_of(heaps.defaults); i++) {
      Default *one = VG_(indexXA)(heaps.defaults, i);
      if (one->thread == new.thread) {
         *one = new;
         return;
      }
   }
   VG_(addToXA)(heaps.defaults, &new);
}

UWord ms2_allocator_heaps_known_as(UWord address)
{
   for (Word i = 0; i < n_of(heaps.parts); i++) {
      const Part *part = VG_(indexXA)(heaps.parts, i);
      if (part->address == address)
         return part->heap;
   }
   return address;
}

void ms2_allocator_heaps_name(UWord address, UWord heap)
{
   Part part = {address, heap};

   if (ms2_allocator_heaps_known_as(address) == heap)
      return;
   if (heaps.parts == NULL) {
      heaps.parts = VG_(newXA)(VG_(malloc), "ms2.allocator.heaps", VG_(free),
                               sizeof(Part));
   }
   VG_(addToXA)(heaps.parts, &part);
}

void ms2_allocator_heaps_own(Addr block, UWord heap)
{
   if (heap != 0)
      ms2_owned_blocks_set(&heaps.owners, block, heap);
}

void ms2_allocator_heaps_forget(Addr block)
{
   ms2_owned_blocks_forget(&heaps.owners, block);
}

/* Who had it as default has the first one again. */
static void forget_heap(UWord heap)
{
   for (Word i = n_of(heaps.defaults) - 1; i >= 0; i--) {
      if (((Default *)VG_(indexXA)(heaps.defaults, i))->heap == heap)
         VG_(removeIndexXA)(heaps.defaults, i);
   }
   for (Word i = n_of(heaps.parts) - 1; i >= 0; i--) {
      if (((Part *)VG_(indexXA)(heaps.parts, i))->heap == heap)
         VG_(removeIndexXA)(heaps.parts, i);
   }
}

Addr *ms2_allocator_heaps_take(UWord heap, UInt *n)
{
   forget_heap(heap);
   return ms2_owned_blocks_find(&heaps.owners, heap, n);
}

void ms2_allocator_heaps_release(UWord heap)
{
   UInt n;
   Addr *blocks = ms2_allocator_heaps_take(heap, &n);

   for (UInt i = 0; i < n; i++)
      ms2_owned_blocks_forget(&heaps.owners, blocks[i]);
   VG_(free)(blocks);
}

/* ---- jemalloc's arenas --------------------------------------------------- */

/* MALLOCX_ARENA(i) is (i + 1) << 20, so what is found is a heap's number. */
#define FLAGS_ARENA_SHIFT 20
#define HEAP_OF_ARENA(i) ((UWord)(i) + 1)

UWord ms2_allocator_heaps_in_flags(UWord flags, ThreadId tid)
{
   UWord heap = (UInt)flags >> FLAGS_ARENA_SHIFT;

   return heap != 0 ? heap : ms2_allocator_heaps_default(tid);
}

static Bool is_readable(Addr address, SizeT bytes)
{
   return VG_(am_is_valid_for_client)(address, bytes, VKI_PROT_READ);
}

/* "arena.7.reset", "arena.7.destroy" or "thread.arena". */
static Control control_of(const HChar *name, UWord *arena)
{
   if (VG_(strcmp)(name, "thread.arena") == 0)
      return THREAD_ARENA;
   if (VG_(strncmp)(name, "arena.", 6) != 0 || !VG_(isdigit)(name[6]))
      return NOTHING;
   HChar *rest;
   *arena = (UWord)VG_(strtoll10)(name + 6, &rest);
   if (VG_(strcmp)(rest, ".reset") == 0)
      return ARENA_RESET;
   return VG_(strcmp)(rest, ".destroy") == 0 ? ARENA_DESTROY : NOTHING;
}

/* Which arena ends; the thread's is at `new`, unless it is only asked for. */
static UWord control(Control what, UWord arena, Addr new, ThreadId tid)
{
   switch (what) {
   case ARENA_RESET:
   case ARENA_DESTROY: return HEAP_OF_ARENA(arena);
   case THREAD_ARENA:
      if (new != 0 && is_readable(new, sizeof(UInt))) {
         ms2_allocator_heaps_set_default(tid,
                                         HEAP_OF_ARENA(*(const UInt *)new));
      }
      return 0;
   default: return 0;
   }
}

UWord ms2_allocator_heaps_control(const Ms2Call *call)
{
   Addr name = ms2_tracked_calls_argument(call, 1);
   UWord arena = 0;
   Control what =
       is_readable(name, 1) ? control_of((const HChar *)name, &arena) : NOTHING;

   return control(what, arena, ms2_tracked_calls_argument(call, 4),
                  call->function.tid);
}

static Bool is_mib(Control what, UWord first, UWord last)
{
   return heaps.has_mib[what] && heaps.mib[what][0] == first &&
          heaps.mib[what][1] == last;
}

UWord ms2_allocator_heaps_control_by_mib(const Ms2Call *call)
{
   const UWord *mib = (const UWord *)ms2_tracked_calls_argument(call, 1);
   UWord n = ms2_tracked_calls_argument(call, 2);
   Control what = NOTHING;

   if (n < 2 || n > 3 || !is_readable((Addr)mib, n * sizeof *mib))
      return 0;
   if (n == 2 && is_mib(THREAD_ARENA, mib[0], mib[1]))
      what = THREAD_ARENA;
   if (n == 3 && (is_mib(ARENA_RESET, mib[0], mib[2]) ||
                  is_mib(ARENA_DESTROY, mib[0], mib[2]))) {
      what = ARENA_RESET;
   }
   return control(what, mib[1], ms2_tracked_calls_argument(call, 5),
                  call->function.tid);
}

void ms2_allocator_heaps_learn(Addr name, Addr mib)
{
   const UWord *numbers = (const UWord *)mib;
   UWord arena;
   Control what =
       is_readable(name, 1) ? control_of((const HChar *)name, &arena) : NOTHING;

   if (what == NOTHING || !is_readable(mib, 3 * sizeof *numbers))
      return;
   heaps.has_mib[what] = True;
   heaps.mib[what][0] = numbers[0];
   heaps.mib[what][1] = numbers[what == THREAD_ARENA ? 1 : 2];
}
