/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what the running thread allocates is recorded. */
#include "model/collect.h"

#include "base/options.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_xarray.h"

Bool ms2_collect_on;

static struct {
   ULong n_pauses; /* without their resumes */
   XArray *depths; /* of UInt, by thread: functions it is inside of; NULL
                      where that does not matter */
   ThreadId running;
} collect;

static UInt *depth_of(ThreadId tid)
{
   UInt none = 0;

   while (VG_(sizeXA)(collect.depths) <= (Word)tid) {
      VG_(addToXA)(collect.depths, &none);
   }
   return VG_(indexXA)(collect.depths, tid);
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
   if (collect.depths != NULL) {
      decide();
   }
}

void ms2_collect_pause(void)
{
   collect.n_pauses++;
   decide();
}

Bool ms2_collect_resume(void)
{
   if (collect.n_pauses == 0) {
      return False;
   }
   collect.n_pauses--;
   decide();
   return True;
}

void ms2_collect_need_function(void)
{
   collect.depths =
       VG_(newXA)(VG_(malloc), "ms2.collect", VG_(free), sizeof(UInt));
   decide();
}

void ms2_collect_enter(ThreadId tid)
{
   ++*depth_of(tid);
   decide();
}

void ms2_collect_leave(ThreadId tid)
{
   tl_assert2(*depth_of(tid) > 0, "what is left was entered");
   --*depth_of(tid);
   decide();
}
