/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of the process. */
#include "control/process.h"

#include "base/basics.h"
#include "capture/block.h"
#include "capture/tracked_calls.h"
#include "base/clock.h"
#include "host/event_counter.h"
#include "host/fatal_signal.h"
#include "model/collect.h"
#include "capture/thread_names.h"
#include "host/compat.h"
#include "model/context.h"
#include "model/entry.h"
#include "record/fact_hints.h"
#include "record/fact_use.h"
#include "record/file.h"
#include "capture/call_stack.h"
#include "capture/haskell.h"
#include "model/heap.h"
#include "control/children.h"
#include "control/hints.h"
#include "capture/library_blocks.h"
#include "capture/malloc.h"
#include "record/mark.h"
#include "capture/mmap.h"
#include "capture/naming.h"
#include "control/owners.h"
#include "capture/thread_memory.h"
#include "base/options.h"
#include "record/writer.h"
#include "capture/pageheap.h"
#include "model/mappers.h"
#include "capture/allocator_objects.h"
#include "capture/stack_pointer.h"
#include "control/run.h"
#include "control/refusals.h"
#include "control/summary.h"
#include "control/syscalls.h"
#include "model/thread.h"
#include "control/fairness.h"
#include "use/accesses.h"
#include "use/use.h"
#include "use/block_use.h"
#include "use/touches.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_options.h"
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"

#define PAGE_BYTES 4096

/* A slice may end without a system call: at a client request, of which there
   may be millions.  So many superblocks take less than a tenth of a second,
   also where all of them have to be translated first. */
#define SUPERBLOCKS_A_LOOK 1000

#define ANY_EXECUTE (VKI_S_IXUSR | VKI_S_IXGRP | VKI_S_IXOTH)

static struct {
   UInt epoch;        /* of the debug info, as the context tree knows it */
   Bool called;       /* the system, since the clock was looked at */
   ULong looked;      /* superblocks, when it was */
   Bool started;      /* the program has executed something */
   UInt epoch_before; /* of the debug info, when a mapping began */
   Bool exiting;      /* the program asked to exit, with this status: */
   Int exit_status;
} process;

/* ---- slices ------------------------------------------------------------- */

static void follow_epoch(void)
{
   UInt epoch = ms2_naming_epoch();

   if (epoch != process.epoch) {
      process.epoch = epoch;
      ms2_context_set_epoch(epoch);
      ms2_call_stack_forget_code();
      if (!ms2_options->pages_as_heap)
         ms2_allocator_objects_follow_code();
   }
}

/* Time passes in system calls and by running.  Looking at the clock is a system
   call itself, and would be a third of what a short region costs. */
static Bool has_time_passed(ULong superblocks)
{
   if (!process.called && superblocks < process.looked + SUPERBLOCKS_A_LOOK)
      return False;
   process.called = False;
   process.looked = superblocks;
   return True;
}

static void start_slice(ThreadId tid, ULong superblocks)
{
   if (!process.started) {
      process.started = True;
      ms2_clock_skip();
   }
   ms2_event_counter_start_slice(tid, superblocks);
   ms2_collect_switch(tid);
   ms2_entry_switch(tid);
   ms2_thread_runs(tid);
   ms2_fairness_run(tid, superblocks);
   follow_epoch();
   if (ms2_tracked_calls_any())
      ms2_tracked_calls_run(tid);
   if (ms2_options->pages_as_heap)
      ms2_pageheap_start_slice(tid);
   ms2_mmap_start_slice(ms2_clock_superblocks(tid));
   if (ms2_options->touches)
      ms2_fact_use_look();
   if (has_time_passed(superblocks))
      ms2_writer_keep_up();
   if (ms2_options->stacks)
      ms2_stack_pointer_start_slice(tid);
}

static void stop_slice(ThreadId tid, ULong superblocks)
{
   (void)superblocks;
   if (ms2_options->stacks)
      ms2_stack_pointer_stop_slice(tid);
}

static void memory_went(void)
{
   ms2_call_stack_forget_memory();
   ms2_block_forget_memory();
}

static void unmapped(Addr start, SizeT bytes)
{
   memory_went();
   if (ms2_options->touches)
      ms2_touches_clear(start, start + bytes);
   ms2_thread_memory_unmapped(start, bytes);
   if (ms2_options->pages_as_heap)
      ms2_pageheap_munmap(start, bytes);
}

static void memory_changed(Addr start, SizeT bytes, Bool readable,
                           Bool writable, Bool executable)
{
   (void)writable, (void)executable;
   if (!readable) {
      ms2_call_stack_forget_memory();
      ms2_block_hidden(start, bytes);
   }
}

static void break_went_down(Addr start, SizeT bytes)
{
   memory_went();
   if (ms2_options->pages_as_heap)
      ms2_pageheap_brk_down(start, bytes);
}

/* ---- system calls ------------------------------------------------------- */

/* No other thread runs while the core works for this one, so nothing else
   reads the clock between these two. */
static void before_loading(void)
{
   process.epoch_before = ms2_naming_epoch();
   ms2_clock_read_ms();
}

static void after_loading(void)
{
   if (ms2_naming_epoch() != process.epoch_before)
      ms2_clock_skip();
}

static void before_losing_files(void)
{
   ms2_clock_stop();
   ms2_naming_read_all();
   ms2_clock_skip();
}

/* True if exec of this path can work: shells and execvp try every folder of
   PATH, and a file must not be ended for each of those. */
static Bool is_executable(UWord path)
{
   if (!VG_(am_is_valid_for_client)(path, 1, VKI_PROT_READ))
      return False;
   for (UWord a = path; *(const HChar *)a != '\0'; a++) {
      if ((a + 1) % PAGE_BYTES == 0 &&
          !VG_(am_is_valid_for_client)(a + 1, 1, VKI_PROT_READ)) {
         return False;
      }
   }
   struct vg_stat st;
   if (sr_isError(VG_(stat)((const HChar *)path, &st)))
      return False;
   return (st.mode & MS2_COMPAT_KIND_MASK) == MS2_COMPAT_KIND_REGULAR &&
          (st.mode & ANY_EXECUTE);
}

/* A forked child that becomes another program before it has a file was a
   shell's plumbing, and leaves none. */
static void before_exec(ThreadId tid, const HChar *program)
{
   ms2_children_note(program);
   if (!ms2_file_is_open())
      return;
   ms2_children_collect();
   if (!VG_(clo_trace_children))
      ms2_fact_hints_add_program(program);
   ms2_hints_find();
   ms2_owners_before_exec(tid);
   ms2_writer_end("exec", 0);
   if (VG_(clo_verbosity) > 0 && !VG_(clo_trace_children)) {
      VG_(umsg)("ms2: the program becomes %s, which is not recorded;"
                " --trace-children=yes records it too\n",
                program);
      if (!ms2_file_has_failed())
         VG_(umsg)("Profile up to here: %s\n", ms2_file_path());
   }
}

static void before_syscall(ThreadId tid, UInt syscall, UWord *args, UInt n_args)
{
   (void)n_args;
   process.called = True;
   ms2_fairness_call(tid);
   if (ms2_syscalls_may_load(syscall))
      before_loading();
   switch (syscall) {
   case __NR_execve:
      if (is_executable(args[0]))
         before_exec(tid, (const HChar *)args[0]);
      break;
#ifdef __NR_execveat
   case __NR_execveat: before_exec(tid, "another one"); break;
#endif
   case __NR_exit:
      if (ms2_thread_n_alive() > 1)
         break; /* a thread ends, and the process goes on */
      /* fall through */
   case __NR_exit_group:
      process.exiting = True;
      process.exit_status = (Int)args[0] & 0xff;
      ms2_owners_at_end(tid);
      break;
   default:
      if (ms2_syscalls_may_sleep(syscall))
         ms2_writer_before_sleep();
      else if (ms2_syscalls_may_lose_files(syscall))
         before_losing_files();
   }
}

/* The system has read what the program asks for. */
static void set_alternate_stack(ThreadId tid, Addr asked)
{
   enum { DISABLE = 2 };
   const vki_stack_t *stack = (const vki_stack_t *)asked;

   if (asked != 0) {
      ms2_thread_memory_alternate(tid, (Addr)stack->ss_sp,
                                  stack->ss_flags & DISABLE ? 0
                                                            : stack->ss_size);
   }
}

static void after_syscall(ThreadId tid, UInt syscall, UWord *args, UInt n_args,
                          SysRes result)
{
   (void)n_args;
   if (ms2_syscalls_may_load(syscall))
      after_loading();
   if (!ms2_options->pages_as_heap)
      ms2_mmap_after_syscall(tid, syscall, args, result);
   ms2_refusals_after_syscall(syscall, args, result);
   ms2_haskell_after_syscall(syscall, args);
   if (!sr_isError(result) && syscall == __NR_sigaltstack)
      set_alternate_stack(tid, args[0]);
   if (sr_isError(result) && syscall == __NR_execve)
      ms2_children_withdraw();
   if (!sr_isError(result))
      ms2_thread_names_after_syscall(tid, syscall, args, sr_Res(result));
   process.called = True;
}

/* ---- threads ------------------------------------------------------------ */

/* In the thread itself. */
static void start_thread(ThreadId tid)
{
   ms2_thread_start(tid, VG_(gettid)());
   ms2_call_stack_forget_thread(tid);
   if (!ms2_options->pages_as_heap)
      ms2_mmap_start_thread(tid);
   if (ms2_options->stacks)
      ms2_stack_pointer_start_thread(tid);
}

static void end_thread(ThreadId tid)
{
   if (ms2_tracked_calls_any())
      ms2_tracked_calls_end_thread(tid);
   ms2_entry_thread_ended(tid);
   ms2_thread_memory_end(tid);
   /* A thread that ends with the process leaves no stack to anybody. */
   if (!ms2_options->pages_as_heap && !process.exiting)
      ms2_mmap_end_thread(tid);
   if (ms2_options->stacks)
      ms2_stack_pointer_end_thread(tid);
   ms2_thread_end(tid);
   ms2_host_thread_ends();
}

/* ---- fork and exit ------------------------------------------------------ */

static void before_fork(ThreadId tid)
{
   (void)tid;
   ms2_children_before_fork();
}

static void in_child(ThreadId tid)
{
   if (ms2_tracked_calls_any())
      ms2_tracked_calls_forked(tid);
   ms2_clock_restart();
   ms2_thread_restart(tid, VG_(gettid)());
   ms2_call_stack_forget_thread(tid);
   ms2_thread_memory_restart(tid);
   if (ms2_options->stacks)
      ms2_stack_pointer_restart(tid);
   ms2_heap_restart();
   ms2_owners_restart();
   ms2_entry_restart(tid);
   if (ms2_options->touches)
      ms2_use_restart();
   if (ms2_options->access_counts)
      ms2_accesses_restart();
   ms2_mark_restart();
   ms2_fairness_restart(tid);
   ms2_mappers_restart();
   ms2_malloc_restart();
   ms2_children_forked();
   ms2_writer_forked(ms2_run_forked());
}

void ms2_process_register(void)
{
   VG_(track_start_client_code)(start_slice);
   VG_(track_stop_client_code)(stop_slice);
   VG_(track_pre_thread_first_insn)(start_thread);
   VG_(track_pre_thread_ll_exit)(end_thread);
   VG_(track_die_mem_munmap)(unmapped);
   VG_(track_die_mem_brk)(break_went_down);
   VG_(track_change_mem_mprotect)(memory_changed);
   VG_(needs_syscall_wrapper)(before_syscall, after_syscall);
   VG_(atfork)(before_fork, NULL, in_child);
}

/* From here on it is not recorded: whoever looks at live blocks passes it. */
static void leave_to_library(const Ms2Block *block)
{
   Ms2Block left = *block;

   ms2_block_use_before_fall();
   ms2_block_use_ends(block, block->place, MS2_USE_OWN_LINES);
   ms2_heap_leave_to_library(block, ms2_clock_last_superblocks());
   left.context = 0;
   ms2_block_set(&left);
}

void ms2_process_end(Int exit_code)
{
   (void)exit_code; /* always 0: the core does not hand the status over */
   ms2_clock_stop();
   if (ms2_options->touches)
      ms2_fact_use_look_at_end();
   ms2_owners_at_end(MS2_NO_THREAD);
   if (ms2_options->heap && !ms2_options->pages_as_heap)
      ms2_library_blocks_each(leave_to_library);
   ms2_mmap_look(ms2_clock_last_superblocks());
   ms2_children_collect();
   ms2_hints_find();
   ms2_clock_skip(); /* the program's run was over before all this */
   if (process.exiting)
      ms2_writer_end("exit", process.exit_status);
   else
      ms2_writer_end("signal", ms2_fatal_signal_find());
   ms2_summary_print();
}
