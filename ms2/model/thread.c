/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's threads, and what each has done to the heap.

      by_id   the core's number, used again and again   ->  thread
      all     the serial: 1, 2, 3, ...                  ->  thread

   In a forked child serials go on where the parent's ended, at `base`: so a
   block that the child inherited is not taken for one of a thread of its own.
   The number of a thread in the profile is its serial behind `base`. */
#include "model/thread.h"

#include "base/clock.h"
#include "base/pool.h"

static struct {
   Ms2Pool all; /* by serial; 0 is none */
   UInt base;   /* serials up to here are of before a fork */
   UInt n_alive;
   UInt n_changes;
   Ms2Thread **by_id;
   UInt n_ids;
} threads;

Ms2Thread *ms2_thread_running;

void ms2_thread_init(void)
{
   ms2_pool_init(&threads.all, "ms2.thread", sizeof(Ms2Thread));
   ms2_pool_add(&threads.all);
}

static void make_room(ThreadId tid)
{
   UInt n = threads.n_ids;

   if (tid < n)
      return;
   while (tid >= n)
      n = n > 0 ? 2 * n : 64;
   threads.by_id = ms2_host_realloc("ms2.thread.ids", threads.by_id,
                                    n * sizeof *threads.by_id);
   ms2_host_memset(threads.by_id + threads.n_ids, 0,
                   (n - threads.n_ids) * sizeof *threads.by_id);
   threads.n_ids = n;
}

void ms2_thread_start(ThreadId tid, Int lwp)
{
   make_room(tid);
   Ms2Thread *thread = ms2_pool_add(&threads.all);
   thread->serial = threads.all.n - 1;
   thread->lwp = lwp;
   thread->start_superblocks = ms2_clock_last_superblocks();
   thread->start_ms = ms2_clock_last_ms();
   thread->seen_superblocks = thread->start_superblocks;
   thread->seen_ms = thread->start_ms;
   threads.by_id[tid] = thread;
   threads.n_alive++;
   threads.n_changes++;
}

void ms2_thread_see(void)
{
   if (ms2_thread_running != NULL) {
      ms2_thread_running->seen_superblocks = ms2_clock_last_superblocks();
      ms2_thread_running->seen_ms = ms2_clock_last_ms();
   }
}

void ms2_thread_runs(ThreadId tid)
{
   ms2_thread_see();
   ms2_thread_running = ms2_thread_get(tid);
}

void ms2_thread_end(ThreadId tid)
{
   Ms2Thread *thread = tid < threads.n_ids ? threads.by_id[tid] : NULL;

   if (thread == NULL || thread->ended)
      return; /* it could not be started */
   ms2_thread_see();
   thread->ended = True;
   threads.n_alive--;
   threads.n_changes++;
}

Ms2Thread *ms2_thread_get(ThreadId tid)
{
   if (tid >= threads.n_ids || threads.by_id[tid] == NULL)
      ms2_thread_start(tid, 0);
   return threads.by_id[tid];
}

Ms2Thread *ms2_thread_find(UInt serial)
{
   return serial > threads.base && serial < threads.all.n
              ? ms2_pool_get(&threads.all, serial)
              : NULL;
}

Ms2Thread *ms2_thread_find_lwp(Int lwp)
{
   for (UInt i = 0; i < threads.n_ids; i++) {
      Ms2Thread *thread = threads.by_id[i];
      if (thread != NULL && thread->lwp == lwp && !thread->ended)
         return thread;
   }
   return NULL;
}

void ms2_thread_set_name(Ms2Thread *thread, const HChar *name)
{
   ms2_host_format(thread->name, sizeof thread->name, "%s", name);
   thread->name_changed = True;
   threads.n_changes++;
}

void ms2_thread_set_node(Ms2Thread *thread, UInt node)
{
   thread->node = node;
   thread->node_changed = True;
   threads.n_changes++;
}

UInt ms2_thread_n_changes(void)
{
   return threads.n_changes;
}

UInt ms2_thread_n(void)
{
   return threads.all.n - 1 - threads.base;
}

Ms2Thread *ms2_thread_by_number(UInt number)
{
   return ms2_pool_get(&threads.all, threads.base + number);
}

UInt ms2_thread_number(const Ms2Thread *thread)
{
   return thread->serial - threads.base;
}

UInt ms2_thread_n_alive(void)
{
   return threads.n_alive;
}

/* The kernel's name of a thread outlives a fork. */
void ms2_thread_restart(ThreadId tid, Int lwp)
{
   Ms2Thread *parent = ms2_thread_get(tid);

   threads.base = threads.all.n - 1;
   threads.n_alive = 0;
   ms2_host_memset(threads.by_id, 0, threads.n_ids * sizeof *threads.by_id);
   ms2_thread_start(tid, lwp);
   ms2_thread_running = threads.by_id[tid];
   if (parent->name[0] != '\0')
      ms2_thread_set_name(ms2_thread_running, parent->name);
}
