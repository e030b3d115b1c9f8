/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of regions: where each thread is.

   A thread that was ever inside a region has

      allocated, freed   by it, while it was inside any region
      open[0]            the outermost entry: its region, what `allocated` and
      open[1]            `freed` were at its begin, and the highest that their
      ...                difference has been since
      result             the numbers of the entry that ended last

   Only the innermost entry's highest value is up to date.  The one around it
   learns of it when the inner one ends (settle). */
#include "model/entry.h"

#include "base/array.h"
#include "model/region.h"
#include "model/thread.h"

/* Open regions of a thread.  Only a function that enters a region and calls
   itself goes deeper, and each step would be a region of its own. */
#define MAX_OPEN 64

/* One open region of a thread. */
typedef struct {
   UInt region;
   Ms2Usage allocated; /* of the thread, at the begin */
   Ms2Usage freed;
   Long highest; /* of the thread's balance, since the begin */
   Ms2EntryTally *tally;
} Entry;

struct _Ms2EntryThread {
   Ms2Usage allocated; /* while it was inside any region */
   Ms2Usage freed;
   UInt n_open;
   UInt n_deeper; /* begun when MAX_OPEN were open */
   UInt n_tallies;
   UInt last_site;
   Bool has_result;
   Ms2EntryResult result;
   Ms2EntryTally *result_tally;
   Entry open[MAX_OPEN];
};

Ms2EntryThread *ms2_entry_inside;

static Ms2Array
    *threads; /* of Ms2EntryThread *, by thread; NULL where unused */

void ms2_entry_init(void)
{
   threads = ms2_array_new("ms2.entry", sizeof(Ms2EntryThread *));
}

/* ---- events ------------------------------------------------------------- */

static void add(Ms2Usage *usage, ULong bytes)
{
   usage->bytes += bytes;
   usage->blocks++;
}

static Long balance_of(const Ms2EntryThread *thread)
{
   return (Long)(thread->allocated.bytes - thread->freed.bytes);
}

/* The site of an event at the thread's innermost region. */
static UInt site_of_event(Ms2EntryThread *thread, UInt context)
{
   UInt region = thread->open[thread->n_open - 1].region;
   const Ms2RegionSite *last = ms2_region_site_get(thread->last_site);

   if (last->region != region || last->context != context)
      thread->last_site = ms2_region_site(region, context);
   return thread->last_site;
}

static void tally_event(const Ms2EntryThread *thread,
                        void (*event)(Ms2EntryTally *tally, UInt context,
                                      ULong bytes),
                        UInt context, ULong bytes)
{
   for (UInt i = 0; i < thread->n_open; i++) {
      if (thread->open[i].tally != NULL)
         event(thread->open[i].tally, context, bytes);
   }
}

void ms2_entry_alloc(UInt context, ULong bytes)
{
   Ms2EntryThread *thread = ms2_entry_inside;
   Entry *entry = &thread->open[thread->n_open - 1];

   ms2_region_alloc(site_of_event(thread, context), bytes);
   add(&thread->allocated, bytes);
   if (balance_of(thread) > entry->highest)
      entry->highest = balance_of(thread);
   if (thread->n_tallies > 0)
      tally_event(thread, ms2_entry_tally_alloc, context, bytes);
}

void ms2_entry_free(UInt context, ULong bytes)
{
   Ms2EntryThread *thread = ms2_entry_inside;

   ms2_region_free(site_of_event(thread, context), bytes);
   add(&thread->freed, bytes);
   if (thread->n_tallies > 0)
      tally_event(thread, ms2_entry_tally_free, context, bytes);
}

/* ---- begin and end ------------------------------------------------------ */

static Ms2EntryThread *thread_find(ThreadId tid)
{
   return tid < threads->n ? *(Ms2EntryThread **)ms2_array_get(threads, tid)
                           : NULL;
}

static Ms2EntryThread *thread_get(ThreadId tid)
{
   Ms2EntryThread **slot = ms2_array_reach(threads, tid);

   if (*slot == NULL)
      *slot = ms2_host_alloc_zeroed("ms2.entry.thread", 1, sizeof **slot);
   return *slot;
}

static void set_inside(Ms2EntryThread *thread)
{
   ms2_entry_inside = thread != NULL && thread->n_open > 0 ? thread : NULL;
}

void ms2_entry_switch(ThreadId tid)
{
   set_inside(thread_find(tid));
}

static void drop_result(Ms2EntryThread *thread)
{
   if (thread->result_tally != NULL) {
      ms2_entry_tally_delete(thread->result_tally);
      thread->result_tally = NULL;
   }
   thread->has_result = False;
}

static void open_entry(Ms2EntryThread *thread, UInt region,
                       Ms2EntryTally *tally)
{
   Entry *entry = &thread->open[thread->n_open++];

   entry->region = region;
   entry->allocated = thread->allocated;
   entry->freed = thread->freed;
   entry->highest = balance_of(thread);
   entry->tally = tally;
   thread->n_tallies += tally != NULL;
}

/* The entry's highest value, as its region's and the outer entry's. */
static void settle(Ms2EntryThread *thread, UInt at)
{
   const Entry *entry = &thread->open[at];
   Long base = (Long)(entry->allocated.bytes - entry->freed.bytes);

   ms2_region_raise_peak(entry->region, entry->highest - base);
   if (at > 0 && entry[-1].highest < entry->highest)
      thread->open[at - 1].highest = entry->highest;
}

static Ms2Usage difference(Ms2Usage now, Ms2Usage before)
{
   now.bytes -= before.bytes;
   now.blocks -= before.blocks;
   return now;
}

static void close_entry(Ms2EntryThread *thread)
{
   UInt at = thread->n_open - 1;
   const Entry *entry = &thread->open[at];
   Long base = (Long)(entry->allocated.bytes - entry->freed.bytes);

   settle(thread, at);
   drop_result(thread);
   thread->result.allocated = difference(thread->allocated, entry->allocated);
   thread->result.freed = difference(thread->freed, entry->freed);
   thread->result.peak_bytes = entry->highest - base;
   if (ms2_thread_running != NULL) {
      thread->result.thread = ms2_thread_running->serial;
      thread->result.last = (UInt)ms2_thread_running->allocated.blocks;
   }
   thread->result.tally = entry->tally;
   thread->result_tally = entry->tally;
   thread->has_result = True;
   thread->n_tallies -= entry->tally != NULL;
   thread->n_open--;
}

UInt ms2_entry_begin(ThreadId tid, const HChar *name, Ms2EntryTally *tally,
                     Bool *too_deep)
{
   Ms2EntryThread *thread = thread_get(tid);
   UInt number = ms2_entry_innermost(tid);

   *too_deep = thread->n_open == MAX_OPEN;
   drop_result(thread);
   if (*too_deep) {
      thread->n_deeper++;
      if (tally != NULL)
         ms2_entry_tally_delete(tally);
   } else {
      number = ms2_region_find(number, name);
      open_entry(thread, number, tally);
   }
   ms2_region_enter(number);
   set_inside(thread);
   return number;
}

/* The place on the stack, from 1, of the innermost region of that name; or 0.
 */
static UInt find_open(const Ms2EntryThread *thread, const HChar *name)
{
   UInt at = thread != NULL ? thread->n_open : 0;

   while (at > 0 &&
          ms2_host_strcmp(ms2_region_get(thread->open[at - 1].region)->name,
                          name) != 0) {
      at--;
   }
   return at;
}

Bool ms2_entry_is_open(ThreadId tid, const HChar *name)
{
   return find_open(thread_find(tid), name) > 0;
}

Ms2EntryEnd ms2_entry_end(ThreadId tid, const HChar *name, UInt *region)
{
   Ms2EntryThread *thread = thread_find(tid);
   UInt at = find_open(thread, name);

   *region = 0;
   if (thread != NULL && thread->n_deeper > 0) {
      thread->n_deeper--;
      return MS2_ENTRY_ENDED;
   }
   if (at == 0)
      return MS2_ENTRY_NOT_OPEN;
   *region = thread->open[at - 1].region;
   Ms2EntryEnd how =
       at == thread->n_open ? MS2_ENTRY_ENDED : MS2_ENTRY_ENDED_MORE;
   while (thread->n_open >= at)
      close_entry(thread);
   set_inside(thread);
   return how;
}

UInt ms2_entry_innermost(ThreadId tid)
{
   const Ms2EntryThread *thread = thread_find(tid);

   return thread != NULL && thread->n_open > 0
              ? thread->open[thread->n_open - 1].region
              : 0;
}

const Ms2EntryResult *ms2_entry_result(ThreadId tid)
{
   const Ms2EntryThread *thread = thread_find(tid);

   return thread != NULL && thread->has_result ? &thread->result : NULL;
}

void ms2_entry_thread_ended(ThreadId tid)
{
   Ms2EntryThread *thread = thread_find(tid);

   if (thread == NULL)
      return;
   while (thread->n_open > 0)
      close_entry(thread);
   drop_result(thread);
   if (ms2_entry_inside == thread)
      ms2_entry_inside = NULL;
   *(Ms2EntryThread **)ms2_array_get(threads, tid) = NULL;
   ms2_host_free(thread);
}

/* ---- for the writer ----------------------------------------------------- */

void ms2_entry_settle(void)
{
   for (UInt i = 0; i < threads->n; i++) {
      Ms2EntryThread *thread = thread_find(i);
      for (UInt n = thread != NULL ? thread->n_open : 0; n > 0; n--)
         settle(thread, n - 1);
   }
}

void ms2_entry_restart(ThreadId tid)
{
   Ms2EntryThread *thread = thread_find(tid);

   for (UInt i = 0; i < threads->n; i++) {
      if (i != tid)
         ms2_entry_thread_ended(i);
   }
   ms2_region_restart();
   for (UInt i = 0; thread != NULL && i < thread->n_open; i++) {
      Entry *entry = &thread->open[i];
      entry->allocated = thread->allocated;
      entry->freed = thread->freed;
      entry->highest = balance_of(thread);
      ms2_region_enter(entry->region);
   }
   set_inside(thread);
}
