/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --toggle-collect: recording only inside functions. */
#include "capture/toggle.h"

#include "capture/tracked_calls.h"
#include "model/collect.h"
#include "model/entry.h"
#include "record/mark.h"
#include "base/options.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_options.h"
#include "pub_tool_threadstate.h"

/* A call within another one of the same function is part of it: else each
   depth of a recursion would be a region of its own. */
static void enter(void *opaque, Ms2Call *call)
{
   ThreadId tid = call->function.tid;

   (void)opaque;
   ms2_collect_enter(tid);
   if (!ms2_entry_is_open(tid, call->name)) {
      Bool too_deep;
      UInt region = ms2_entry_begin(tid, call->name, NULL, &too_deep);
      call->note = True;
      ms2_mark_region("begin", tid, region);
   }
}

static void leave(void *opaque, Ms2Call *call)
{
   ThreadId tid = call->function.tid;

   (void)opaque;
   ms2_collect_leave(tid);
   if (call->note) {
      UInt region;
      ms2_entry_end(tid, call->name, &region);
      /* Threads that a fork leaves behind do not end in its child. */
      if (region != 0 && tid == VG_(get_running_tid)())
         ms2_mark_region("end", tid, region);
   }
}

static const HChar *name_of(UInt i)
{
   return *(const HChar **)ms2_array_get(ms2_options->toggle_fns, i);
}

/* The first of ours; the others follow. */
static UInt first_tracked;

void ms2_toggle_init(void)
{
   UInt n = ms2_options->toggle_fns->n;

   if (n == 0)
      return;
   if (!ms2_tracked_calls_possible()) {
      VG_(fmsg_bad_option)("--toggle-collect", "not on this architecture\n");
      VG_(exit)(1); /* the core does so itself only while it reads options */
   }
   ms2_collect_need_function();
   for (UInt i = 0; i < n; i++) {
      UInt tracked = ms2_tracked_calls_track(name_of(i), enter, leave, NULL);
      first_tracked = i == 0 ? tracked : first_tracked;
   }
}

void ms2_toggle_print_unused(void)
{
   for (UInt i = 0; i < ms2_options->toggle_fns->n; i++) {
      if (!ms2_tracked_calls_was_found(first_tracked + i)) {
         VG_(umsg)("ms2: --toggle-collect=%s: no function of that name was"
                   " called\n",
                   name_of(i));
      }
   }
}
