/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of system calls, by number: some exist on some processors only. */
#include "control/syscalls.h"

#include "pub_tool_vkiscnums.h"

Bool ms2_syscalls_may_sleep(UInt syscall)
{
   switch (syscall) {
#ifdef __NR_poll
   case __NR_poll:
#endif
#ifdef __NR_select
   case __NR_select:
#endif
#ifdef __NR_epoll_wait
   case __NR_epoll_wait:
#endif
#ifdef __NR_pause
   case __NR_pause:
#endif
#ifdef __NR_accept
   case __NR_accept:
#endif
#ifdef __NR_recvfrom
   case __NR_recvfrom:
#endif
#ifdef __NR_waitid
   case __NR_waitid:
#endif
   case __NR_ppoll:
   case __NR_pselect6:
   case __NR_epoll_pwait:
   case __NR_accept4:
   case __NR_recvmsg:
   case __NR_nanosleep:
   case __NR_clock_nanosleep:
   case __NR_futex:
   case __NR_wait4:
   case __NR_rt_sigsuspend:
   case __NR_rt_sigtimedwait:
   case __NR_flock:
   case __NR_read:
   case __NR_write: return True;
   default: return False;
   }
}

Bool ms2_syscalls_may_load(UInt syscall)
{
   switch (syscall) {
#ifdef __NR_mmap
   case __NR_mmap:
#endif
#ifdef __NR_mmap2
   case __NR_mmap2:
#endif
   case __NR_mprotect: return True;
   default: return False;
   }
}

Bool ms2_syscalls_may_lose_files(UInt syscall)
{
   switch (syscall) {
#ifdef __NR_setuid32 /* of 32-bit programs; the others are of 16 bits */
   case __NR_setuid32:
   case __NR_setreuid32:
   case __NR_setresuid32:
   case __NR_setfsuid32:
   case __NR_setgid32:
   case __NR_setregid32:
   case __NR_setresgid32:
   case __NR_setgroups32:
#endif
   case __NR_setuid:
   case __NR_setreuid:
   case __NR_setresuid:
   case __NR_setfsuid:
   case __NR_setgid:
   case __NR_setregid:
   case __NR_setresgid:
   case __NR_setgroups:
   case __NR_chroot:
   case __NR_pivot_root:
   case __NR_unshare:
#ifdef __NR_setns
   case __NR_setns:
#endif
      return True;
   default: return False;
   }
}
