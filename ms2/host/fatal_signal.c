/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signal that ended the program, from what the core knows of the thread.

   The core tells no tool.  It keeps the number in its state of each thread,
   whose layout is not for tools: it differs with the processor and how the
   core was built.  But the part at its end has stood unchanged since before
   3.19, and begins with numbers that are known here:

      id | process | parent | stack | its top | its number | status | signal

   So it is looked for, and taken only where all that can be checked is right:
   who the thread is, and that the stack in use now is its own. */
#include "host/fatal_signal.h"

#include "host/compat.h"

#include "pub_tool_libcproc.h"
#include "pub_tool_threadstate.h"

/* No thread's state is larger, and no stack of the core's. */
#define LARGEST_STATE_BYTES (1 << 16)
#define LARGEST_STACK_BYTES (1 << 24)

#define LAST_SIGNAL 64

/* From the id on, which is the kernel's. */
typedef struct {
   Int thread, process;
   ThreadId parent;
   Addr stack_base, stack_top;
   UWord stack_number;
   Word status;
   Int signal;
} ThreadEnd;

static Bool is_of_this_thread(const ThreadEnd *end)
{
   Addr here = (Addr)&end;

   return end->thread == VG_(gettid)() && end->process == VG_(getpid)() &&
          end->stack_base < here && here < end->stack_top &&
          end->stack_top - end->stack_base < LARGEST_STACK_BYTES;
}

/* The states lie in an array. */
static SizeT state_bytes(void)
{
   SizeT bytes = (Addr)VG_(get_ThreadState)(2) - (Addr)VG_(get_ThreadState)(1);

   return bytes < LARGEST_STATE_BYTES ? bytes : 0;
}

Int ms2_fatal_signal_find(void)
{
   ThreadId tid = VG_(get_running_tid)();
   SizeT bytes = state_bytes();

   if (tid == VG_INVALID_THREADID)
      return 0;
   Addr state = (Addr)VG_(get_ThreadState)(tid);
   for (SizeT at = 0; at + sizeof(ThreadEnd) <= bytes; at += sizeof(Addr)) {
      const ThreadEnd *end = (const ThreadEnd *)(state + at);
      if (is_of_this_thread(end)) {
         return end->signal > 0 && end->signal <= LAST_SIGNAL ? end->signal : 0;
      }
   }
   return 0;
}
