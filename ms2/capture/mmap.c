/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system calls of the client that map and unmap pages.

   A call is looked at when it has come back, and only if it succeeded.  It
   becomes a range: where, whose stack mapped it, as what, with which access.
   model/mappings keeps these.  Here is only what a later call does not say by
   itself: the break, and how long a shared segment is, as shmdt has just its
   beginning. */
#include "capture/mmap.h"

#include "base/clock.h"
#include "host/compat.h"
#include "capture/call_stack.h"
#include "capture/residence.h"
#include "model/mappings.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_machine.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"

/* Where Valgrind's headers leave them out: values of Linux's <sys/mman.h>. */
#define MAP_TYPE 0x0f
#define REMAP_DONTUNMAP 4
#if defined(VGA_mips32) || defined(VGA_mips64)
#define MAP_STACK 0x40000
#define MAP_GROWSDOWN 0x1000
#else
#define MAP_STACK 0x20000
#define MAP_GROWSDOWN 0x100
#endif

#define MADV_DONTNEED 4
#define MADV_FREE 8
#define MADV_DONTNEED_LOCKED 24

static struct {
   Addr limit; /* the client's break; 0: not known yet */
} brk;

/* What is left of the shared segments that are attached.  `owner` is the
   number of the shmat, by which shmdt finds pieces that a munmap or an
   mprotect in the middle has parted. */
static struct {
   Ms2Ranges ranges;
   UInt n;
   Ms2Array *gone; /* of Ms2Range: pieces that a shmdt ends */
} attached;

typedef struct {
   const UWord *args;
   UWord result;
   ThreadId tid;
   ULong superblocks;
} Call;

typedef void (*Handler)(const Call *call);

static UInt node_of(const Call *call)
{
   Ms2Caller caller = ms2_call_stack_caller(call->tid, call->superblocks);

   return ms2_call_stack_node(&caller);
}

static Addr end_of(Addr start, UWord bytes)
{
   return start + (bytes + VKI_PAGE_SIZE - 1) / VKI_PAGE_SIZE * VKI_PAGE_SIZE;
}

/* Files that are memory: of memfd_create and shm_open, and what the kernel
   calls a shared mapping without a file. */
static Bool is_memory(Addr address)
{
   static const HChar *const starts[] = {"/memfd:", "/dev/shm/", "/dev/zero",
                                         "/SYSV"};
   const NSegment *segment = VG_(am_find_nsegment)(address);
   const HChar *path = segment != NULL ? VG_(am_get_filename)(segment) : NULL;

   for (UInt i = 0; path != NULL && i < sizeof starts / sizeof starts[0]; i++) {
      if (VG_(strncmp)(path, starts[i], VG_(strlen)(starts[i])) == 0)
         return True;
   }
   return False;
}

static Ms2MappingsSort sort_of(UWord flags, Addr address)
{
   if ((flags & MAP_TYPE) != VKI_MAP_PRIVATE) {
      return flags & VKI_MAP_ANONYMOUS || is_memory(address)
                 ? MS2_MAPPINGS_MEMORY
                 : MS2_MAPPINGS_SHARED;
   }
   if (!(flags & VKI_MAP_ANONYMOUS))
      return MS2_MAPPINGS_FILE;
   return flags & (MAP_STACK | MAP_GROWSDOWN) ? MS2_MAPPINGS_STACK
                                              : MS2_MAPPINGS_ANONYMOUS;
}

static Ms2MappingsAccess access_of(UWord protection)
{
   if (protection & VKI_PROT_WRITE)
      return MS2_MAPPINGS_WRITABLE;
   return protection & (VKI_PROT_READ | VKI_PROT_EXEC) ? MS2_MAPPINGS_READ_ONLY
                                                       : MS2_MAPPINGS_NO_ACCESS;
}

/* Something else comes to lie there, or nothing. */
static void forget_attached(Addr start, Addr end)
{
   Ms2Range piece;

   while (ms2_ranges_take(&attached.ranges, start, end, &piece)) {
   }
}

static void unmap(Addr start, Addr end, const Call *call)
{
   forget_attached(start, end);
   ms2_mappings_unmap(start, end, call->superblocks);
}

/* What an allocator maps is the store that its blocks are cut from: these are
   counted, as with the C library's, so the pages are not. */
static void map(const Ms2Range *range, const Call *call)
{
   if (ms2_call_stack_is_silent(call->tid)) {
      unmap(range->start, range->end, call);
      return;
   }
   forget_attached(range->start, range->end);
   ms2_mappings_map(range, call->superblocks);
}

static void move(Addr start, Addr end, const Ms2Range *to, const Call *call)
{
   forget_attached(start, end);
   forget_attached(to->start, to->end);
   ms2_mappings_move(start, end, to, call->superblocks);
}

static void after_mmap(const Call *call)
{
   const UWord *args = call->args;
   Ms2Range range = {call->result,       end_of(call->result, args[1]),
                     node_of(call),      sort_of(args[3], call->result),
                     access_of(args[2]), False};

   map(&range, call);
}

#if defined(VGA_x86)

/* The first mmap of x86: its arguments stand in memory. */
static void after_old_mmap(const Call *call)
{
   Call direct = *call;

   direct.args = (const UWord *)call->args[0];
   after_mmap(&direct);
}

#endif

static void after_munmap(const Call *call)
{
   unmap(call->args[0], end_of(call->args[0], call->args[1]), call);
}

static void after_mprotect(const Call *call)
{
   Ms2Range range = {.start = call->args[0],
                     .end = end_of(call->args[0], call->args[1]),
                     .access = access_of(call->args[2])};

   ms2_mappings_protect(&range, call->superblocks);
}

/* A mapping that only shrinks keeps its node; else all of it is the caller's,
   as with realloc.  An old size of 0 maps shared pages a second time. */
static void after_mremap(const Call *call)
{
   const UWord *args = call->args;
   Addr old_end = end_of(args[0], args[1]);
   const Ms2Range *old = ms2_mappings_find(args[0]);

   if (old == NULL)
      return;
   Ms2Range range = *old;
   range.start = call->result;
   range.end = end_of(call->result, args[2]);
   if (range.start == args[0] && range.end <= old_end) {
      unmap(range.end, old_end, call);
      return;
   }
   range.owner = node_of(call);
   if (range.access > MS2_MAPPINGS_WRITABLE)
      range.access = MS2_MAPPINGS_WRITABLE; /* but for what was given back */
   if (args[3] & REMAP_DONTUNMAP) {
      forget_attached(range.start, range.end);
      ms2_mappings_move_memory(args[0], old_end, &range, call->superblocks);
   } else {
      move(args[0], old_end, &range, call);
   }
}

/* Private pages lose their contents: at once, or when the kernel wants their
   memory. */
static void after_madvise(const Call *call)
{
   Ms2Range range = {.start = call->args[0],
                     .end = end_of(call->args[0], call->args[1])};

   switch (call->args[2]) {
   case MADV_DONTNEED:
   case MADV_DONTNEED_LOCKED: range.access = MS2_MAPPINGS_GIVEN_BACK; break;
   case MADV_FREE: range.access = MS2_MAPPINGS_GIVEN_UP; break;
   default: return;
   }
   ms2_mappings_give_back(&range, call->superblocks);
}

/* The break grows by the byte. */
static void after_brk(const Call *call)
{
   Addr before = brk.limit != 0 ? brk.limit : VG_(brk_base);
   Addr now = call->result;

   brk.limit = now;
   if (now > before) {
      Ms2Range range = {
          before, now, node_of(call), MS2_MAPPINGS_BREAK, MS2_MAPPINGS_WRITABLE,
          False};
      map(&range, call);
   } else if (now < before) {
      ms2_mappings_unmap(now, before, call->superblocks);
   }
}

/* How large the segment is, only the core knows. */
static void after_shmat(const Call *call)
{
   const NSegment *segment = VG_(am_find_nsegment)(call->result);
   Ms2Range range = {call->result,           0,
                     node_of(call),          MS2_MAPPINGS_MEMORY,
                     MS2_MAPPINGS_READ_ONLY, True};

   if (segment != NULL) {
      range.end = segment->end + 1;
      map(&range, call);
      range.owner = ++attached.n;
      ms2_ranges_add(&attached.ranges, &range);
   }
}

/* All pieces go in one step. */
static void after_shmdt(const Call *call)
{
   const Ms2Range *first = ms2_ranges_find(&attached.ranges, call->args[0]);
   UInt number = first != NULL ? first->owner : 0;

   for (UInt i = 0; i < attached.ranges.n; i++) {
      if (attached.ranges.ranges[i].owner == number)
         *(Ms2Range *)ms2_array_add(attached.gone) = attached.ranges.ranges[i];
   }
   for (UInt i = 0; i < attached.gone->n; i++) {
      const Ms2Range *piece = ms2_array_get(attached.gone, i);
      forget_attached(piece->start, piece->end);
   }
   ms2_mappings_unmap_all(attached.gone, call->superblocks);
   ms2_array_clear(attached.gone);
}

#if defined(__NR_ipc) && defined(VKI_SHMAT)

/* One system call for many: what it does, and in its upper half a version. */
static void after_ipc(const Call *call)
{
   Call direct = *call;

   switch (call->args[0] & 0xffff) {
   case VKI_SHMAT:
      direct.result = *(const UWord *)call->args[3];
      after_shmat(&direct);
      break;
   case VKI_SHMDT:
      direct.args = &call->args[4];
      after_shmdt(&direct);
      break;
   default: break;
   }
}

#endif

static Handler handler_of(UInt syscall)
{
   switch (syscall) {
#ifdef __NR_mmap2
   case __NR_mmap2: return after_mmap;
#else
   case __NR_mmap: return after_mmap;
#endif
#if defined(VGA_x86)
   case __NR_mmap: return after_old_mmap;
#endif
#if defined(__NR_ipc) && defined(VKI_SHMAT)
   case __NR_ipc: return after_ipc;
#endif
   case __NR_munmap: return after_munmap;
   case __NR_mprotect: return after_mprotect;
#ifdef __NR_pkey_mprotect
   case __NR_pkey_mprotect: return after_mprotect;
#endif
   case __NR_mremap: return after_mremap;
   case __NR_brk: return after_brk;
   case __NR_madvise: return after_madvise;
#ifdef __NR_shmat
   case __NR_shmat: return after_shmat;
   case __NR_shmdt: return after_shmdt;
#endif
   default: return NULL;
   }
}

/* Looking costs time by the page, so it is done after so many superblocks, and
   after this part of the run so far. */
#define LOOK_SUPERBLOCKS 2000000
#define LOOK_SHARE 200

static struct {
   ULong last; /* superblocks; they start again in a forked child */
} looks;

void ms2_mmap_look(ULong superblocks)
{
   looks.last = superblocks;
   ms2_residence_forget();
   ms2_mappings_look(ms2_residence_find, superblocks);
}

void ms2_mmap_start_slice(ULong superblocks)
{
   ULong wait = superblocks / LOOK_SHARE;

   wait = wait > LOOK_SUPERBLOCKS ? wait : LOOK_SUPERBLOCKS;
   if (superblocks - looks.last >= wait)
      ms2_mmap_look(superblocks);
}

void ms2_mmap_start_thread(ThreadId tid)
{
   ms2_mappings_take_stack(VG_(get_SP)(tid), ms2_clock_superblocks(tid));
}

void ms2_mmap_end_thread(ThreadId tid)
{
   ms2_residence_forget();
   ms2_mappings_leave_stack(VG_(get_SP)(tid), ms2_residence_find,
                            ms2_clock_superblocks(tid));
}

void ms2_mmap_init(void)
{
   ms2_ranges_init(&attached.ranges, "ms2.mmap.attached");
   attached.gone = ms2_array_new("ms2.mmap.attached", sizeof(Ms2Range));
}

/* Over a hole madvise fails, and has done the rest. */
static Bool is_done_all_the_same(UInt syscall, UWord error)
{
   return syscall == __NR_madvise && error == VKI_ENOMEM;
}

void ms2_mmap_after_syscall(ThreadId tid, UInt syscall, const UWord *args,
                            SysRes result)
{
   Handler handler = handler_of(syscall);

   if (handler != NULL &&
       (!sr_isError(result) || is_done_all_the_same(syscall, sr_Err(result)))) {
      Call call;
      call.args = args;
      call.result = sr_Res(result);
      call.tid = tid;
      call.superblocks = ms2_clock_superblocks(tid);
      handler(&call);
   }
}
