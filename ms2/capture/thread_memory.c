/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of threads. */
#include "capture/thread_memory.h"

#include "base/clock.h"
#include "capture/call_stack.h"
#include "capture/object_data.h"
#include "capture/tls_symbols.h"
#include "capture/unwind.h"
#include "host/guest.h"
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

/* What glibc keeps of a thread from its pointer on is smaller than this. */
#define DESCRIPTOR_BYTES 4096

/* More modules with thread-local storage than this have only damaged tables. */
#define MOST_MODULES 10000

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
   Ms2Array *stacks;  /* Stack, in order */
   Ms2Array *frames;  /* Frame */
   Ms2Ranges storage; /* its owner is a number of an object, or 0; the rest
                         stands in `threads` */
   Ms2Array *threads; /* UInt: of each range's sort and access, as one number */
   Ms2Array *ended;   /* Ended: kept */
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

void ms2_thread_memory_end(ThreadId tid)
{
   Ended *ended = ms2_array_add(memory.ended);
   Addr sp = pointer_of(tid);
   UInt n = walk(tid);

   ended->sp = sp;
   if (n > 1 && memory.walk[n - 1].sp > sp)
      ended->sp = pointer_above(memory.walk[n - 1].sp);
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
   const Ms2Range *mapping = ms2_mappings_find(sp);
   Stack *stack = ms2_array_add(memory.stacks);
   stack->sp = sp;
   stack->end = segment->end + 1;
   if (mapping != NULL && mapping->end < stack->end)
      stack->end = mapping->end;
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

static void add_frames(Stack *stack, ThreadId tid, Bool is_leaving)
{
   UInt n = walk(tid);
   UInt first = is_leaving ? frames_of_end(n) : 0;
   Addr sp = stack->sp;

   if (first > 0 && memory.walk[first].sp > sp &&
       memory.walk[first].sp < stack->end) {
      sp = memory.walk[first].sp;
      stack->sp = pointer_above(sp);
   }
   for (UInt i = first; i < n && memory.walk[i].sp < stack->end; i++) {
      if (memory.walk[i].sp < sp)
         break; /* further in: another stack */
      Frame *frame = ms2_array_add(memory.frames);
      sp = frame->sp = memory.walk[i].sp;
      frame->ip = memory.walk[i].ip;
   }
   stack->n_frames = memory.frames->n - stack->first_frame;
}

static void find_stacks(ThreadId leaving)
{
   ThreadId tid;
   Addr lo, hi;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &lo, &hi)) {
      Stack *stack =
          add_stack(pointer_of(tid), ms2_thread_number(ms2_thread_get(tid)));
      if (stack != NULL)
         add_frames(stack, tid, tid == leaving);
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

/* ---- thread-local storage ----------------------------------------------- */

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
   if (start >= end || ms2_ranges_first(&memory.storage, start, end) != NULL)
      return;
   Ms2Range range = {
       .start = start, .end = end, .owner = memory.threads->n, .single = True};
   ms2_ranges_add(&memory.storage, &range);
   *(UInt *)ms2_array_add(memory.threads) = object;
   *(UInt *)ms2_array_add(memory.threads) = thread;
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

/* The thread's own descriptor begins with its address, and the table's. */
static void find_storage_of(ThreadId tid)
{
   Addr pointer = thread_pointer_of(tid);
   UInt thread = ms2_thread_number(ms2_thread_get(tid));

   if (pointer == 0 || !is_readable(pointer, 2 * sizeof(Addr)) ||
       *(const Addr *)pointer != pointer) {
      return;
   }
   const NSegment *segment = VG_(am_find_nsegment)(pointer);
   Addr end = segment->end + 1;
   if (end - pointer > DESCRIPTOR_BYTES)
      end = pointer + DESCRIPTOR_BYTES;
   add_storage(pointer, end, 0, thread);
   add_modules(pointer, ((const Addr *)pointer)[1], thread);
}

static void find_storage(void)
{
   ThreadId tid;
   Addr lo, hi;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &lo, &hi))
      find_storage_of(tid);
}

/* ---- all of it ---------------------------------------------------------- */

void ms2_thread_memory_look(ThreadId leaving)
{
   memory.stacks = ms2_array_new("ms2.thread_memory", sizeof(Stack));
   memory.frames = ms2_array_new("ms2.thread_memory", sizeof(Frame));
   memory.threads = ms2_array_new("ms2.thread_memory", sizeof(UInt));
   ms2_ranges_init(&memory.storage, "ms2.thread_memory");
   find_stacks(leaving);
   ms2_host_sort(memory.stacks->elements, memory.stacks->n, sizeof(Stack),
                 compare);
   find_storage();
}

void ms2_thread_memory_forget(void)
{
   ms2_array_free(memory.stacks);
   ms2_array_free(memory.frames);
   ms2_array_free(memory.threads);
   ms2_host_free(memory.storage.ranges);
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

/* Storage may lie in the memory of a stack. */
static void leave_out_storage(Addr at, Ms2Range *range)
{
   const Ms2Range *next = ms2_ranges_first(&memory.storage, at, range->end);

   if (next != NULL)
      range->end = next->start;
   range->start = at;
}

/* A variable's address is that in its object's storage. */
static void fill_storage(const Ms2Range *storage, Addr at, Ms2Root *root,
                         Ms2Range *range)
{
   root->kind = ROOT_tls;
   root->object = *(UInt *)ms2_array_get(memory.threads, storage->owner);
   root->thread = *(UInt *)ms2_array_get(memory.threads, storage->owner + 1);
   *range = *storage;
   const Ms2TlsSymbol *symbol =
       root->object == 0
           ? NULL
           : ms2_tls_symbols_find(root->object, at - storage->start);
   if (symbol != NULL) {
      root->address = symbol->offset;
      root->text = symbol->name;
      range->start = storage->start + symbol->offset;
      range->end = range->start + symbol->bytes;
   } else if (root->object != 0) {
      range->start = at;
      range->end = at + sizeof(UWord);
   }
}

Bool ms2_thread_memory_root(Addr at, Ms2Root *root, Ms2Range *range)
{
   const Ms2Range *storage = ms2_ranges_find(&memory.storage, at);

   if (storage != NULL) {
      fill_storage(storage, at, root, range);
      return True;
   }
   const Stack *stack = stack_at(at);
   if (stack == NULL)
      return False;
   root->kind = ROOT_stack;
   root->thread = stack->thread;
   fill_frame(stack, at, root, range);
   leave_out_storage(at, range);
   return True;
}
