/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Thread-local storage, found by way of each thread's pointer. */
#include "capture/thread_storage.h"

#include "base/array.h"
#include "capture/object_data.h"
#include "capture/tls_symbols.h"
#include "host/guest.h"
#include "model/thread.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_machine.h"
#include "pub_tool_vki.h"

#include "ms2_format.h"

enum {
#define ROW(name, number, what) ROOT_##name = number,
   MS2_FORMAT_ROOT_KINDS(ROW)
#undef ROW
};

/* What glibc keeps of a thread from its pointer on is smaller than this. */
#define DESCRIPTOR_BYTES 4096

/* More modules with thread-local storage than this have only damaged tables. */
#define MOST_MODULES 10000

static struct {
   Ms2Ranges ranges; /* their owner: where the two numbers in `threads` begin */
   Ms2Array *threads; /* UInt: of each range its object, or 0, and its thread */
} storage;

#if defined(VGA_amd64)

static Addr thread_pointer_of(ThreadId tid)
{
   ULong pointer = 0;

   VG_(get_shadow_regs_area)(tid, (UChar *)&pointer, 0,
                             offsetof(MS2_GUEST, guest_FS_CONST),
                             sizeof pointer);
   return (Addr)pointer;
}

#elif defined(VGA_x86)

/* The base of the segment that %gs selects. */
static Addr thread_pointer_of(ThreadId tid)
{
   UShort selector = 0;
   ULong table = 0;

   VG_(get_shadow_regs_area)(tid, (UChar *)&selector, 0,
                             offsetof(MS2_GUEST, guest_GS), sizeof selector);
   VG_(get_shadow_regs_area)(tid, (UChar *)&table, 0,
                             offsetof(MS2_GUEST, guest_GDT), sizeof table);
   if (table == 0 || selector >> 3 == 0 || (selector & 4))
      return 0;
   const VexGuestX86SegDescr *row =
       (const VexGuestX86SegDescr *)(Addr)table + (selector >> 3);
   return (Addr)row->LdtEnt.Bits.BaseLow |
          (Addr)row->LdtEnt.Bits.BaseMid << 16 |
          (Addr)row->LdtEnt.Bits.BaseHi << 24;
}

#else

static Addr thread_pointer_of(ThreadId tid)
{
   (void)tid;
   return 0;
}

#endif

static Bool is_readable(Addr at, SizeT bytes)
{
   return at % sizeof(Addr) == 0 &&
          VG_(am_is_valid_for_client)(at, bytes, VKI_PROT_READ);
}

/* A piece of memory that is not known to be another one's. */
static void add_storage(Addr start, Addr end, UInt object, UInt thread)
{
   if (start >= end || ms2_ranges_first(&storage.ranges, start, end) != NULL)
      return;
   Ms2Range range = {
       .start = start, .end = end, .owner = storage.threads->n, .single = True};
   ms2_ranges_add(&storage.ranges, &range);
   *(UInt *)ms2_array_add(storage.threads) = object;
   *(UInt *)ms2_array_add(storage.threads) = thread;
}

/* The table of a thread's storage (Drepper: ELF Handling For Thread-Local
   Storage), as glibc has it: a row of two words for each module, by its number;
   in front of row 0 their count.  Where a row says nothing, the thread has not
   asked for that module's storage.  Blocks of memory are blocks, and not
   looked at here. */
static void add_modules(Addr pointer, Addr table, UInt thread)
{
   enum { ROW = 2 * sizeof(Addr) };

   if (!is_readable(table - ROW, ROW))
      return;
   Addr n = *(const Addr *)(table - ROW);
   for (UInt module = 1; module <= n && module < MOST_MODULES; module++) {
      SizeT bytes;
      UInt object = ms2_object_data_of_module(module, &bytes);
      if (object == 0 || !is_readable(table + module * ROW, ROW))
         return;
      Addr start = *(const Addr *)(table + module * ROW);
      if (start < pointer && is_readable(start & -sizeof(Addr), bytes))
         add_storage(start, start + bytes, object, thread);
   }
}

/* It begins with its own address, and the table's. */
Addr ms2_thread_storage_descriptor(ThreadId tid)
{
   Addr pointer = thread_pointer_of(tid);

   return pointer != 0 && is_readable(pointer, 2 * sizeof(Addr)) &&
                  *(const Addr *)pointer == pointer
              ? pointer
              : 0;
}

static void find_storage_of(ThreadId tid)
{
   Addr pointer = ms2_thread_storage_descriptor(tid);
   UInt thread = ms2_thread_number(ms2_thread_get(tid));

   if (pointer == 0)
      return;
   const NSegment *segment = VG_(am_find_nsegment)(pointer);
   Addr end = segment->end + 1;
   if (end - pointer > DESCRIPTOR_BYTES)
      end = pointer + DESCRIPTOR_BYTES;
   add_storage(pointer, end, 0, thread);
   add_modules(pointer, ((const Addr *)pointer)[1], thread);
}

void ms2_thread_storage_look(void)
{
   ThreadId tid;
   Addr lo, hi;

   storage.threads = ms2_array_new("ms2.thread_storage", sizeof(UInt));
   ms2_ranges_init(&storage.ranges, "ms2.thread_storage");
   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &lo, &hi))
      find_storage_of(tid);
}

void ms2_thread_storage_forget(void)
{
   ms2_array_free(storage.threads);
   ms2_host_free(storage.ranges.ranges);
}

/* A variable's address is that in its object's storage. */
static void fill(const Ms2Range *piece, Addr at, Ms2Root *root, Ms2Range *range)
{
   root->kind = ROOT_tls;
   root->object = *(UInt *)ms2_array_get(storage.threads, piece->owner);
   root->thread = *(UInt *)ms2_array_get(storage.threads, piece->owner + 1);
   *range = *piece;
   const Ms2TlsSymbol *symbol =
       root->object == 0
           ? NULL
           : ms2_tls_symbols_find(root->object, at - piece->start);
   if (symbol != NULL) {
      root->address = symbol->offset;
      root->text = symbol->name;
      range->start = piece->start + symbol->offset;
      range->end = range->start + symbol->bytes;
   } else if (root->object != 0) {
      range->start = at;
      range->end = at + sizeof(UWord);
   }
}

Bool ms2_thread_storage_root(Addr at, Ms2Root *root, Ms2Range *range)
{
   const Ms2Range *piece = ms2_ranges_find(&storage.ranges, at);

   if (piece == NULL)
      return False;
   fill(piece, at, root, range);
   return True;
}

void ms2_thread_storage_leave_out(Addr at, Ms2Range *range)
{
   const Ms2Range *next = ms2_ranges_first(&storage.ranges, at, range->end);

   if (next != NULL)
      range->end = next->start;
   range->start = at;
}
