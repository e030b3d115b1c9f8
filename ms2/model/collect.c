/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what the running thread allocates is recorded.

   Three things have to be so: --heap=yes, no MS2_PAUSE without its resume, and,
   where --toggle-collect names functions, that this thread is inside of one.
   They are put together whenever one of them changes, so that an allocation
   reads one flag. */
#include "model/collect.h"

#include "base/options.h"

Bool ms2_collect_on;

static struct {
   ULong n_pauses;   /* without their resumes */
   Ms2Array *depths; /* of UInt, by thread: functions it is inside of; NULL
                      where that does not matter */
   ThreadId running;
} collect;

static UInt *depth_of(ThreadId tid)
{
   return ms2_array_reach(collect.depths, tid);
}

static void decide(void)
{
   ms2_collect_on = ms2_options->heap && collect.n_pauses == 0 &&
                    (collect.depths == NULL || *depth_of(collect.running) > 0);
}

void ms2_collect_init(void)
{
   decide();
}

void ms2_collect_switch(ThreadId tid)
{
   collect.running = tid;
   if (collect.depths != NULL)
      decide();
}

void ms2_collect_pause(void)
{
   collect.n_pauses++;
   decide();
}

Bool ms2_collect_resume(void)
{
   if (collect.n_pauses == 0)
      return False;
   collect.n_pauses--;
   decide();
   return True;
}

void ms2_collect_need_function(void)
{
   collect.depths = ms2_array_new("ms2.collect", sizeof(UInt));
   decide();
}

void ms2_collect_enter(ThreadId tid)
{
   ++*depth_of(tid);
   decide();
}

void ms2_collect_leave(ThreadId tid)
{
   MS2_ASSERT(*depth_of(tid) > 0, "what is left was entered");
   --*depth_of(tid);
   decide();
}
