/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: those of include/ms2.h, and the monitor's. */
#include "control/clreq.h"

#include "base/clock.h"
#include "capture/mmap.h"
#include "model/collect.h"
#include "model/entry.h"
#include "capture/call_stack.h"
#include "model/heap.h"
#include "record/mark.h"
#include "capture/malloc.h"
#include "capture/mempool.h"
#include "control/lost.h"
#include "control/monitor.h"
#include "control/owners.h"
#include "model/peak.h"
#include "model/region.h"
#include "capture/block_requests.h"
#include "model/entry_text.h"

#include "pub_tool_aspacemgr.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_options.h"
#include "pub_tool_stacktrace.h"
#include "pub_tool_tooliface.h"
#include "pub_tool_vki.h"

#define MS2_DISABLE /* only the numbers are wanted */
#include "ms2.h"
#include "valgrind.h"

/* Names and labels, with the 0 at the end; longer ones are cut. */
#define TEXT_BYTES 256

/* A text for a person is never larger. */
#define MAX_SITES_BYTES (64 * 1024)

/* ---- what is wrong with a program's requests, each said once ------------ */

typedef enum {
   END_ENDS_MORE,
   END_OF_NOTHING,
   TOO_DEEP,
   RESUME_OF_NOTHING,
   N_COMPLAINTS
} Complaint;

static Bool said[N_COMPLAINTS];

static void complain(Complaint complaint, ThreadId tid, const HChar *name)
{
   static const struct {
      const HChar *request;
      const HChar *what;
   } texts[] = {
       [END_ENDS_MORE] = {"MS2_REGION_END", "regions inside it had not ended,"
                                            " and end with it"},
       [END_OF_NOTHING] = {"MS2_REGION_END", "no such region is open; ignored"},
       [TOO_DEEP] = {"MS2_REGION_BEGIN", "too many regions inside each other;"
                                         " counted in the last one"},
       [RESUME_OF_NOTHING] = {"MS2_RESUME", "nothing is paused; ignored"},
   };

   if (said[complaint])
      return;
   said[complaint] = True;
   VG_(umsg)("ms2: %s%s%s: %s (further ones are not reported)\n",
             texts[complaint].request, name[0] == '\0' ? "" : " of ", name,
             texts[complaint].what);
   VG_(get_and_pp_StackTrace)(tid, VG_(clo_backtrace_size));
}

/* ---- the client's memory ------------------------------------------------ */

static Bool is_readable(Addr address, SizeT n_bytes)
{
   return VG_(am_is_valid_for_client)(address, n_bytes, VKI_PROT_READ);
}

/* Copies a name or a label, cut between two characters of UTF-8.  What can not
   be read, or is empty, becomes "?". */
static void read_text(Addr from, UWord length, HChar *text)
{
   UInt n = 0;

   while (n < length && n < TEXT_BYTES - 1) {
      Addr at = from + n;
      if (((n == 0 || at % VKI_PAGE_SIZE == 0) && !is_readable(at, 1)) ||
          *(const HChar *)at == '\0') {
         break;
      }
      text[n++] = *(const HChar *)at;
   }
   if (n == TEXT_BYTES - 1) {
      while (n > 0 && ((UChar)text[n - 1] & 0xC0) == 0x80)
         n--;
      n -= n > 0 && (UChar)text[n - 1] >= 0xC0;
   }
   if (n == 0)
      text[n++] = '?';
   text[n] = '\0';
}

/* Copies a struct, of which the program may know an older and shorter form. */
static UWord answer_with(const UWord *args, const void *from, SizeT n_bytes)
{
   SizeT n = args[2] < n_bytes ? args[2] : n_bytes;

   if (!VG_(am_is_valid_for_client)(args[1], n, VKI_PROT_READ | VKI_PROT_WRITE))
      return 0;
   VG_(memcpy)((void *)args[1], from, n);
   return 1;
}

/* ---- the requests ------------------------------------------------------- */

static UWord running(ThreadId tid, const UWord *args)
{
   (void)tid, (void)args;
   return MS2_H_VERSION;
}

static UWord snapshot(ThreadId tid, const UWord *args)
{
   HChar label[TEXT_BYTES];

   read_text(args[1], args[2], label);
   ms2_mmap_look(ms2_clock_superblocks(tid));
   ms2_mark_take("label", tid, label);
   if ((args[3] & MS2_WITH_OWNERS_) && ms2_options->heap &&
       !ms2_options->pages_as_heap) {
      ms2_owners_search("mark", MS2_NO_THREAD);
   }
   return 1;
}

static UWord region_begin(ThreadId tid, const UWord *args)
{
   HChar name[TEXT_BYTES];
   Ms2EntryTally *tally = NULL;

   read_text(args[1], args[2], name);
   if (args[3] & MS2_WITH_SITES_) {
      Ms2Caller caller = ms2_call_stack_caller(tid, ms2_clock_superblocks(tid));
      tally = ms2_entry_tally_new(ms2_call_stack_node(&caller));
   }
   Bool too_deep;
   UInt region = ms2_entry_begin(tid, name, tally, &too_deep);
   if (too_deep)
      complain(TOO_DEEP, tid, name);
   else
      ms2_mark_region("begin", tid, region);
   return 1;
}

static UWord region_end(ThreadId tid, const UWord *args)
{
   HChar name[TEXT_BYTES];

   read_text(args[1], args[2], name);
   UInt region;
   switch (ms2_entry_end(tid, name, &region)) {
   case MS2_ENTRY_ENDED: break;
   case MS2_ENTRY_ENDED_MORE: complain(END_ENDS_MORE, tid, name); break;
   case MS2_ENTRY_NOT_OPEN: complain(END_OF_NOTHING, tid, name); return 0;
   }
   if (region != 0)
      ms2_mark_region("end", tid, region);
   return 1;
}

static UWord region_result(ThreadId tid, const UWord *args)
{
   const Ms2EntryResult *result = ms2_entry_result(tid);

   if (result == NULL)
      return 0;
   struct ms2_region_result out;
   out.alloc_bytes = result->allocated.bytes;
   out.alloc_blocks = result->allocated.blocks;
   out.freed_bytes = result->freed.bytes;
   out.freed_blocks = result->freed.blocks;
   out.peak_bytes = result->peak_bytes;
   return answer_with(args, &out, sizeof out);
}

static UWord region_sites(ThreadId tid, const UWord *args)
{
   const Ms2EntryResult *result = ms2_entry_result(tid);
   SizeT n_bytes = args[2] < MAX_SITES_BYTES ? args[2] : MAX_SITES_BYTES;

   if (result == NULL || result->tally == NULL || n_bytes == 0 ||
       args[3] >= MS2_ENTRY_SITES_N_ORDERS ||
       !VG_(am_is_valid_for_client)(args[1], n_bytes,
                                    VKI_PROT_READ | VKI_PROT_WRITE)) {
      return 0;
   }
   return ms2_entry_text_of(result->tally, args[3], (HChar *)args[1], n_bytes);
}

static UWord counters(ThreadId tid, const UWord *args)
{
   const Ms2Heap *heap = ms2_heap_get();
   Ms2Peak peak = ms2_peak_get(MS2_PEAK_HEAP, heap);

   (void)tid;
   struct ms2_counters out;
   out.alloc_bytes = heap->allocated.bytes;
   out.alloc_blocks = heap->allocated.blocks;
   out.freed_bytes = heap->freed.bytes;
   out.freed_blocks = heap->freed.blocks;
   out.live_bytes = heap->live.bytes;
   out.live_blocks = heap->live.blocks;
   out.peak_bytes = peak.heap.live.bytes;
   out.peak_blocks = peak.heap.live.blocks;
   return answer_with(args, &out, sizeof out);
}

static UWord answer_with_lost(const UWord *args, const Ms2Lost *lost)
{
   struct ms2_lost out;

   out.definitely_bytes = lost->of[MS2_LOSS_DEFINITELY].bytes;
   out.definitely_blocks = lost->of[MS2_LOSS_DEFINITELY].blocks;
   out.indirectly_bytes = lost->of[MS2_LOSS_INDIRECTLY].bytes;
   out.indirectly_blocks = lost->of[MS2_LOSS_INDIRECTLY].blocks;
   out.possibly_bytes = lost->of[MS2_LOSS_POSSIBLY].bytes;
   out.possibly_blocks = lost->of[MS2_LOSS_POSSIBLY].blocks;
   ms2_array_free(lost->contexts);
   return answer_with(args, &out, sizeof out);
}

static UWord lost(ThreadId tid, const UWord *args)
{
   Ms2Lost found;

   (void)tid;
   return ms2_lost_find(&found) ? answer_with_lost(args, &found) : 0;
}

static UWord region_lost(ThreadId tid, const UWord *args)
{
   const Ms2EntryResult *result = ms2_entry_result(tid);
   Ms2Lost found;

   if (result == NULL || !ms2_lost_find_inside(&found, result))
      return 0;
   return answer_with_lost(args, &found);
}

static UWord pause(ThreadId tid, const UWord *args)
{
   (void)tid, (void)args;
   ms2_collect_pause();
   return 1;
}

static UWord resume(ThreadId tid, const UWord *args)
{
   (void)args;
   if (!ms2_collect_resume()) {
      complain(RESUME_OF_NOTHING, tid, "");
      return 0;
   }
   return 1;
}

#define AT(request) [MS2_REQUEST_##request##_ - MS2_REQUEST_RUNNING_]

static UWord (*const answers[])(ThreadId tid, const UWord *args) = {
    AT(RUNNING) = running,
    AT(SNAPSHOT) = snapshot,
    AT(REGION_BEGIN) = region_begin,
    AT(REGION_END) = region_end,
    AT(REGION_RESULT) = region_result,
    AT(REGION_SITES) = region_sites,
    AT(COUNTERS) = counters,
    AT(PAUSE) = pause,
    AT(RESUME) = resume,
    AT(LOST) = lost,
    AT(REGION_LOST) = region_lost,
};

static Bool handle(ThreadId tid, UWord *args, UWord *result)
{
   UWord number = args[0] - MS2_REQUEST_RUNNING_;

   if (number < sizeof answers / sizeof answers[0]) {
      *result = answers[number](tid, args);
      return True;
   }
   if (args[0] == VG_USERREQ__GDB_MONITOR_COMMAND) {
      *result = ms2_monitor_handle((const HChar *)args[1]);
      return *result;
   }
   return ms2_malloc_handle(args, result) ||
          ms2_block_requests_handle(tid, args, result) ||
          ms2_mempool_handle(tid, args, result);
}

void ms2_clreq_register(void)
{
   VG_(needs_client_requests)(handle);
}
