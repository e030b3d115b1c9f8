/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every difference between Valgrind versions, 3.19 to current.  configure
   tries the prototypes and defines the HAVE_VG_ macros; nothing here looks at
   a version number. */
#ifndef MS2_HOST_COMPAT_H
#define MS2_HOST_COMPAT_H

#include "config.h"

#include "pub_tool_basics.h"
#include "pub_tool_aspacemgr.h"
#include "pub_tool_debuginfo.h"
#include "pub_tool_options.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"
#include "pub_tool_libcfile.h"

/* realloc(p, 0): glibc frees; newer cores make it an option. */
#ifdef HAVE_VG_REALLOC_ZERO
#include "pub_tool_replacemalloc.h"
#define MS2_REALLOC_ZERO_FREES VG_(clo_realloc_zero_bytes_frees)
#else
#define MS2_REALLOC_ZERO_FREES True
#endif

/* Declared in core headers that are not installed, and unchanged since 3.19:
   the core's switch for inlined frames, which it turns on by tool name; four
   options as given; the limits of the stack that an address is in, of those
   that are registered (unchanged where there is none); the raw system call; the
   shrinker of a block of the core's allocator, where it is; the
   mover of file descriptors out of the client's reach; the client's executable,
   open; where its break begins; what the core knows of a thread. */
enum Ms2CompatFair { MS2_COMPAT_NOT_FAIR, MS2_COMPAT_FAIR, MS2_COMPAT_TRY };
extern Bool VG_(clo_read_inline_info);
extern Bool VG_(clo_trace_children);
extern Int VG_(clo_merge_recursive_frames);
extern const HChar *VG_(clo_soname_synonyms);
extern enum Ms2CompatFair VG_(clo_fair_sched);
extern void VG_(stack_limits)(Addr sp, Addr *first, Addr *last);
extern SysRes VG_(do_syscall)(UWord sysno, UWord a1, UWord a2, UWord a3,
                              UWord a4, UWord a5, UWord a6, UWord a7, UWord a8);
extern Int VG_(safe_fd)(Int oldfd);
extern void VG_(arena_realloc_shrink)(UInt arena, void *block, SizeT bytes);
extern Int VG_(cl_exec_fd);
extern Addr VG_(brk_base);
extern void *VG_(get_ThreadState)(ThreadId tid);

/* Likewise: memory for the client at an address, and for the client's arena
   anywhere.  Calls of the second go to the first name here, and what was called
   before has the second (ld's --wrap). */
extern SysRes VG_(am_mmap_anon_fixed_client)(Addr start, SizeT bytes,
                                             UInt access);
#define MS2_COMPAT_WRAP_CLIENT_HEAP __wrap_vgPlain_am_mmap_client_heap
#define MS2_COMPAT_REAL_CLIENT_HEAP __real_vgPlain_am_mmap_client_heap
extern SysRes MS2_COMPAT_WRAP_CLIENT_HEAP(SizeT bytes, Int access);
extern SysRes MS2_COMPAT_REAL_CLIENT_HEAP(SizeT bytes, Int access);

/* Gives the end of a block of the client's arena back to the core. */
static inline void ms2_compat_shrink_client_block(void *block, SizeT bytes)
{
   enum { CLIENT_ARENA = 2 };

   VG_(arena_realloc_shrink)(CLIENT_ARENA, block, bytes);
}

/* Memory of the core's, zeroed and not yet backed by pages; NULL where there is
   none.  Newer cores return a SysRes. */
static inline void *ms2_compat_shadow_alloc(SizeT bytes)
{
#ifdef HAVE_VG_SHADOW_SYSRES
   SysRes res = VG_(am_shadow_alloc)(bytes);

   return sr_isError(res) ? NULL : (void *)sr_Res(res);
#else
   return VG_(am_shadow_alloc)(bytes);
#endif
}

/* VEX's own settings; the core copies its options to them once. */
extern VexControl vex_control;

/* From now on no superblock runs on into a function that it calls. */
static inline void ms2_compat_stop_chasing(void)
{
   VG_(clo_vex_control).guest_chase = False;
   vex_control.guest_chase = False;
}

#if defined(VGA_amd64) || defined(VGA_x86)
/* The symbols of an object, by number: each has one name that is shown, and
   others in a list that ends with NULL, or no list. */
typedef struct {
   Addr address;
} Ms2CompatSymbol;
extern Int VG_(DebugInfo_syms_howmany)(const DebugInfo *info);
extern void VG_(DebugInfo_syms_getidx)(const DebugInfo *info, Int number,
                                       Ms2CompatSymbol *at, UInt *size,
                                       const HChar **name, const HChar ***more,
                                       Bool *is_code, Bool *is_indirect,
                                       Bool *is_global);
#endif

/* One step of unwinding by debug information, with these registers. */
#if defined(VGA_amd64) || defined(VGA_x86)
#define MS2_COMPAT_UNWIND 1
typedef struct {
   Addr xip, xsp, xbp;
} Ms2CompatRegs;
extern Bool VG_(use_CF_info)(Ms2CompatRegs *regs, Addr min_accessible,
                             Addr max_accessible);
#endif

/* The kind of a file in its mode, as stat(2) has it; Valgrind's headers leave
   these out. */
#define MS2_COMPAT_KIND_MASK 0170000
#define MS2_COMPAT_KIND_LINK 0120000
#define MS2_COMPAT_KIND_PIPE 0010000
#define MS2_COMPAT_KIND_REGULAR 0100000
#define MS2_COMPAT_KIND_CHARACTERS 0020000
#define MS2_COMPAT_KIND_BLOCKS 0060000

/* Linux's numbers, which Valgrind's headers leave out. */
#ifndef VKI_ENAMETOOLONG
#define VKI_ENAMETOOLONG 36
#endif
#ifndef VKI_EDQUOT
#define VKI_EDQUOT 122
#endif

/* System calls that the core has no function for. */
static inline SysRes ms2_compat_memfd(const HChar *name)
{
#ifdef __NR_memfd_create
   return VG_(do_syscall)(__NR_memfd_create, (UWord)name, 0, 0, 0, 0, 0, 0, 0);
#else
   return VG_(mk_SysRes_Error)(VKI_ENOSYS);
#endif
}

static inline Bool ms2_compat_truncate(Int fd)
{
   return !sr_isError(
       VG_(do_syscall)(__NR_ftruncate, (UWord)fd, 0, 0, 0, 0, 0, 0, 0));
}

static inline void ms2_compat_set_flags(Int fd, Int flags)
{
#ifdef __NR_fcntl64
   const UWord call = __NR_fcntl64;
#else
   const UWord call = __NR_fcntl;
#endif
   VG_(do_syscall)(call, (UWord)fd, VKI_F_SETFL, (UWord)flags, 0, 0, 0, 0, 0);
}

static inline void ms2_compat_sleep_ms(UInt ms)
{
   struct vki_timespec time = {0, ms * 1000000};

   VG_(do_syscall)(__NR_nanosleep, (UWord)&time, 0, 0, 0, 0, 0, 0, 0);
}

/* What lstat(2) says of a path's kind and owner; newer cores have VG_(lstat).
   Returns False if there is no such path. */
static inline Bool ms2_compat_lstat(const HChar *path, UInt *mode, UInt *uid)
{
#if !defined(HAVE_VG_LSTAT) && defined(__NR_lstat)
   struct vki_stat st;
   SysRes res =
       VG_(do_syscall)(__NR_lstat, (UWord)path, (UWord)&st, 0, 0, 0, 0, 0, 0);
   *mode = st.st_mode;
   *uid = st.st_uid;
#else
   struct vg_stat st;
#ifdef HAVE_VG_LSTAT
   SysRes res = VG_(lstat)(path, &st);
#else
   /* No such system call: a link is judged by what it leads to. */
   SysRes res = VG_(stat)(path, &st);
#endif
   *mode = st.mode;
   *uid = st.uid;
#endif
   return !sr_isError(res);
}

#endif
