/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that threads give to themselves and to each other. */
#include "capture/thread_names.h"

#include "host/compat.h"
#include "model/thread.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"

/* linux/prctl.h, which Valgrind's headers leave out. */
#define SET_NAME 15

/* A comm file is open for some microseconds; more than a few at once are not
   followed. */
#define MAX_OPEN 8

/* As long as /proc/4294967295/task/4294967295/comm. */
#define MAX_PATH 64

static struct {
   struct {
      Int fd;
      Int lwp; /* 0: the slot is unused */
   } open[MAX_OPEN];
   UInt n_open;
} comm;

/* Copies at most `room` - 1 bytes of a text in the client's memory, up to its
   0.  Both pages that it may lie in are asked about before. */
static void copy_text(HChar *to, UWord from, UInt room)
{
   UInt n = 0;

   while (n + 1 < room &&
          VG_(am_is_valid_for_client)(from + n, 1, VKI_PROT_READ) &&
          *(const HChar *)(from + n) != '\0') {
      to[n] = *(const HChar *)(from + n);
      n++;
   }
   to[n] = '\0';
}

/* Skips a prefix; NULL if it is not there. */
static const HChar *skip(const HChar *text, const HChar *prefix)
{
   SizeT n = VG_(strlen)(prefix);

   return text != NULL && VG_(strncmp)(text, prefix, n) == 0 ? text + n : NULL;
}

/* Skips a number; 0 if there is none. */
static Int skip_number(const HChar **text)
{
   Int number = 0;

   while (*text != NULL && VG_(isdigit)(**text))
      number = 10 * number + (*(*text)++ - '0');
   return number;
}

/* Whose name this file is: /proc/self/task/LWP/comm, /proc/PID/task/LWP/comm,
   or /proc/self/comm, which is the main thread's.  0: it is no such file. */
static Int owner_of(const HChar *path)
{
   const HChar *at = skip(path, "/proc/");
   Int lwp = VG_(getpid)();

   if (skip(at, "self"))
      at += VG_(strlen)("self");
   else if (skip_number(&at) != lwp)
      return 0;
   if (skip(at, "/task/")) {
      at = skip(at, "/task/");
      lwp = skip_number(&at);
   }
   return at != NULL && VG_(strcmp)(at, "/comm") == 0 ? lwp : 0;
}

static void forget(Int fd)
{
   for (UInt i = 0; i < MAX_OPEN; i++) {
      if (comm.open[i].lwp != 0 && comm.open[i].fd == fd) {
         comm.open[i].lwp = 0;
         comm.n_open--;
      }
   }
}

static void opened(UWord path, Int fd)
{
   forget(fd);
   HChar text[MAX_PATH];
   copy_text(text, path, sizeof "/proc/");
   if (VG_(strcmp)(text, "/proc/") != 0)
      return;
   copy_text(text, path, sizeof text);
   Int lwp = owner_of(text);
   for (UInt i = 0; i < MAX_OPEN && lwp != 0; i++) {
      if (comm.open[i].lwp == 0) {
         comm.open[i].fd = fd;
         comm.open[i].lwp = lwp;
         comm.n_open++;
         return;
      }
   }
}

static void name(Ms2Thread *thread, UWord text, UWord length)
{
   if (thread == NULL)
      return;
   HChar copy[MS2_THREAD_NAME_BYTES];
   copy_text(copy, text, length + 1 < sizeof copy ? length + 1 : sizeof copy);
   HChar *end = VG_(strchr)(copy, '\n'); /* as `echo name >comm' leaves it */
   if (end != NULL)
      *end = '\0';
   ms2_thread_set_name(thread, copy);
}

static void written(Int fd, UWord text, UWord length)
{
   for (UInt i = 0; i < MAX_OPEN && comm.n_open > 0; i++) {
      if (comm.open[i].lwp != 0 && comm.open[i].fd == fd)
         name(ms2_thread_find_lwp(comm.open[i].lwp), text, length);
   }
}

void ms2_thread_names_after_syscall(ThreadId tid, UInt syscall,
                                    const UWord *args, UWord result)
{
   switch (syscall) {
   case __NR_prctl:
      if (args[0] == SET_NAME)
         name(ms2_thread_get(tid), args[1], MS2_THREAD_NAME_BYTES);
      break;
#ifdef __NR_open
   case __NR_open: opened(args[0], (Int)result); break;
#endif
   case __NR_openat: opened(args[1], (Int)result); break;
   case __NR_write: written((Int)args[0], args[1], args[2]); break;
   case __NR_close: forget((Int)args[0]); break;
   default: break;
   }
}
