/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions, entries and tallies against a model that adds up everything. */
#include "model/entry.h"
#include "model/region.h"

#include "random.h"

#include "tap.h"

#define N_THREADS 3
#define N_NAMES 4
#define N_CONTEXTS 12
#define MAX_DEPTH 4
#define N_PATHS 1000 /* more than (N_NAMES + 1) ^ MAX_DEPTH */
#define N_EVENTS 30000

static const char *const names[N_NAMES] = {"a", "b", "load", "parse"};

/* A path is its names' numbers + 1, as digits to the base N_NAMES + 1. */
typedef struct {
   ULong calls;
   Ms2Usage allocated, freed;
   ULong peak_bytes;
   Ms2Usage site_allocated[N_CONTEXTS], site_freed[N_CONTEXTS];
} Numbers;

typedef struct {
   int path, name;
   Ms2Usage allocated, freed;
   int64_t balance, highest;
   /* Of a tally: what each context holds, now and at the highest. */
   bool tallied;
   int64_t live[N_CONTEXTS], at_peak[N_CONTEXTS];
} Open;

static Numbers model[N_PATHS];
static struct {
   Open open[MAX_DEPTH];
   int n;
} threads[N_THREADS];
static bool agrees;

static void expect(bool holds)
{
   agrees = agrees && holds;
}

static bool same(Ms2Usage a, Ms2Usage b)
{
   return a.bytes == b.bytes && a.blocks == b.blocks;
}

static void add(Ms2Usage *usage, ULong bytes)
{
   usage->bytes += bytes;
   usage->blocks++;
}

/* ---- events, in both ---------------------------------------------------- */

static void begin(UInt tid)
{
   int name = (int)random_below(N_NAMES);
   int outer = threads[tid].n ? threads[tid].open[threads[tid].n - 1].path : 0;
   Open open = {.path = outer * (N_NAMES + 1) + name + 1, .name = name};

   if (threads[tid].n == MAX_DEPTH)
      return;
   open.tallied = random_below(2) == 0;
   threads[tid].open[threads[tid].n++] = open;
   model[open.path].calls++;
   Bool too_deep;
   ms2_entry_begin(tid, names[name],
                   open.tallied ? ms2_entry_tally_new(1) : NULL, &too_deep);
   expect(!too_deep);
}

static void check_tally(const Open *open, const Ms2EntryTally *tally)
{
   int64_t found[N_CONTEXTS] = {0};

   for (UInt i = 0; i < ms2_entry_tally_n(tally); i++) {
      const Ms2EntrySite *site = ms2_entry_tally_get(tally, i);
      found[site->context - 1] = ms2_entry_tally_at_peak(tally, site);
      expect((int64_t)(site->allocated.bytes - site->freed.bytes) ==
             open->live[site->context - 1]);
   }
   for (int i = 0; i < N_CONTEXTS; i++)
      expect(found[i] == open->at_peak[i]);
}

/* Ends the region of that place on the stack, and all inside it. */
static void end(UInt tid)
{
   int at = (int)random_below((UInt)threads[tid].n + 1) - 1;
   const char *name = at < 0 ? "unknown" : names[threads[tid].open[at].name];
   UInt region;
   Ms2EntryEnd how = ms2_entry_end(tid, name, &region);

   if (at < 0) {
      expect(how == MS2_ENTRY_NOT_OPEN);
      return;
   }
   /* The innermost of that name is meant. */
   for (int i = at + 1; i < threads[tid].n; i++) {
      if (threads[tid].open[i].name == threads[tid].open[at].name)
         at = i;
   }
   expect(how ==
          (at == threads[tid].n - 1 ? MS2_ENTRY_ENDED : MS2_ENTRY_ENDED_MORE));
   threads[tid].n = at;
   Open *open = &threads[tid].open[at];
   const Ms2EntryResult *result = ms2_entry_result(tid);
   expect(result != NULL && same(result->allocated, open->allocated) &&
          same(result->freed, open->freed) &&
          result->peak_bytes == (ULong)open->highest &&
          (result->tally != NULL) == open->tallied);
   if (open->tallied)
      check_tally(open, result->tally);
}

static void note(UInt tid, UInt context, ULong bytes, bool allocates)
{
   for (int i = 0; i < threads[tid].n; i++) {
      Open *open = &threads[tid].open[i];
      Numbers *numbers = &model[open->path];
      int64_t change = allocates ? (int64_t)bytes : -(int64_t)bytes;
      add(allocates ? &open->allocated : &open->freed, bytes);
      add(allocates ? &numbers->allocated : &numbers->freed, bytes);
      add(allocates ? &numbers->site_allocated[context - 1]
                    : &numbers->site_freed[context - 1],
          bytes);
      open->balance += change;
      open->live[context - 1] += change;
      if (open->balance > open->highest) {
         open->highest = open->balance;
         memcpy(open->at_peak, open->live, sizeof open->live);
      }
      if ((ULong)open->highest > numbers->peak_bytes)
         numbers->peak_bytes = (ULong)open->highest;
   }
}

static void change(UInt tid)
{
   UInt context = 1 + random_below(N_CONTEXTS);
   ULong bytes = random_below(100);
   bool allocates = random_below(5) < 3;

   note(tid, context, bytes, allocates);
   ms2_entry_switch(tid);
   expect((ms2_entry_inside != NULL) == (threads[tid].n > 0));
   if (ms2_entry_inside != NULL)
      (allocates ? ms2_entry_alloc : ms2_entry_free)(context, bytes);
}

/* ---- the comparison ----------------------------------------------------- */

static int path_of(UInt region)
{
   const Ms2Region *r = ms2_region_get(region);
   int name = 0;

   while (strcmp(names[name], r->name) != 0)
      name++;
   return (r->parent ? path_of(r->parent) * (N_NAMES + 1) : 0) + name + 1;
}

static bool seen[N_PATHS];

static void visit(UInt number, const Ms2Region *region)
{
   const Numbers *numbers = &model[path_of(number)];

   seen[path_of(number)] = true;
   expect(region->calls == numbers->calls &&
          same(region->allocated, numbers->allocated) &&
          same(region->freed, numbers->freed) &&
          region->peak_bytes == numbers->peak_bytes);
}

static void visit_site(const Ms2RegionSite *site)
{
   const Numbers *numbers = &model[path_of(site->region)];

   expect(same(site->allocated, numbers->site_allocated[site->context - 1]) &&
          same(site->freed, numbers->site_freed[site->context - 1]));
}

static void compare(const char *what)
{
   bool all = true;

   memset(seen, 0, sizeof seen);
   ms2_region_set_lost();
   ms2_entry_settle();
   ms2_region_each_changed(visit, visit_site);
   for (int i = 0; i < N_PATHS; i++)
      all = all && seen[i] == (model[i].calls > 0);
   tap_ok(agrees && all, what);
}

static int n_changed;

static void count_region(UInt number, const Ms2Region *region)
{
   (void)number, (void)region;
   n_changed++;
}

static void count_site(const Ms2RegionSite *site)
{
   (void)site;
   n_changed++;
}

int main(void)
{
   ms2_region_init();
   ms2_entry_init();
   agrees = true;
   for (int i = 0; i < N_EVENTS; i++) {
      UInt tid = random_below(N_THREADS);
      switch (random_below(10)) {
      case 0: begin(tid); break;
      case 1: end(tid); break;
      default: change(tid); break;
      }
   }
   compare("regions, sites, results and tallies are the model's");
   ms2_region_each_changed(count_region, count_site);
   tap_is_u64((uint64_t)n_changed, 0, "nothing is said to have changed twice");

   /* A fork: only thread 1 goes on, inside what it is inside. */
   ms2_entry_restart(1);
   memset(model, 0, sizeof model);
   for (int i = 0; i < threads[1].n; i++) {
      Open *open = &threads[1].open[i];
      model[open->path].calls = 1;
      open->allocated = open->freed = (Ms2Usage){0, 0};
      open->balance = open->highest = 0;
      open->tallied = false;
   }
   threads[0].n = threads[2].n = 0;
   for (int i = 0; i < 1000; i++)
      change(random_below(N_THREADS));
   compare("all starts anew in a forked child");
   for (UInt tid = 0; tid < N_THREADS; tid++)
      ms2_entry_thread_ended(tid);
   tap_ok(ms2_entry_inside == NULL, "a thread that ends is inside nothing");
   return tap_done();
}
