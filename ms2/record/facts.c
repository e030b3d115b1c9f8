/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in a profile beside the heap's snapshots. */
#include "record/facts.h"

#include "record/fact_kind.h"
#include "record/file.h"
#include "record/fact_chains.h"
#include "record/fact_contexts.h"
#include "record/fact_hints.h"
#include "record/fact_owners.h"
#include "record/fact_pages.h"
#include "record/fact_peak.h"
#include "record/fact_region.h"
#include "record/fact_stacks.h"
#include "record/fact_survivors.h"
#include "record/fact_threads.h"
#include "record/fact_use.h"
#include "record/fact_waited.h"
#include "record/text.h"

/* One row a kind; in this order they stand in the file. */
static const Ms2FactKind *const kinds[] = {
    &ms2_fact_threads,   &ms2_fact_peak,   &ms2_fact_region,
    &ms2_fact_stacks,    &ms2_fact_pages,  &ms2_fact_contexts,
    &ms2_fact_survivors, &ms2_fact_chains, &ms2_fact_use,
    &ms2_fact_hints,     &ms2_fact_owners, &ms2_fact_waited,
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])

/* In between, absolute facts are at most this part of the file; but the first
   bytes of them are what most programs have in all. */
#define LARGEST_PART 16
#define FREE_BYTES 200000

static struct {
   /* Of the absolute facts, when they were written last. */
   ULong counts[N_KINDS];
   ULong bytes[N_KINDS];
   ULong all_bytes; /* of all times */
} facts;

#define CALL_ALL(function)                 \
   do {                                    \
      for (UInt i = 0; i < N_KINDS; i++) { \
         if (kinds[i]->function != NULL) { \
            kinds[i]->function();          \
         }                                 \
      }                                    \
   } while (0)

void ms2_facts_write_header(void)
{
   CALL_ALL(write_header);
}

void ms2_facts_write_definitions(void)
{
   CALL_ALL(write_definitions);
}

void ms2_facts_write_differences(void)
{
   CALL_ALL(write_differences);
}

void ms2_facts_write_news(void)
{
   CALL_ALL(write_news);
}

Bool ms2_facts_have_news(void)
{
   for (UInt i = 0; i < N_KINDS; i++) {
      if (kinds[i]->has_news != NULL && kinds[i]->has_news())
         return True;
   }
   return False;
}

void ms2_facts_set_lost(void)
{
   CALL_ALL(set_lost);
   ms2_host_memset(&facts, 0, sizeof facts);
}

void ms2_facts_start_file(void)
{
   ms2_facts_set_lost();
   CALL_ALL(start_file);
}

/* Where the next line will be in the file. */
static ULong position(void)
{
   return ms2_file_n_bytes() + ms2_text_n_bytes();
}

/* Whatever has changed, as long as the file has room for as much as the last
   time. */
static Bool is_due(UInt kind, ULong count)
{
   return count > facts.counts[kind] &&
          facts.all_bytes + facts.bytes[kind] <=
              FREE_BYTES + position() / LARGEST_PART;
}

static void write_if_due(UInt kind)
{
   ULong count = kinds[kind]->count != NULL ? kinds[kind]->count() : 0;

   if (!is_due(kind, count))
      return;
   ULong before = position();
   kinds[kind]->write_changed();
   facts.counts[kind] = count;
   facts.bytes[kind] = position() - before;
   facts.all_bytes += facts.bytes[kind];
}

static void write_due(Bool at_rest)
{
   for (UInt i = 0; i < N_KINDS; i++) {
      if (at_rest || !kinds[i]->needs_rest)
         write_if_due(i);
   }
}

void ms2_facts_write_at_mark(void)
{
   for (UInt i = 0; i < N_KINDS; i++) {
      if (kinds[i]->at_marks)
         write_if_due(i);
   }
}

void ms2_facts_write_due(void)
{
   write_due(True);
}

void ms2_facts_write_due_in_event(void)
{
   write_due(False);
}

void ms2_facts_write_all(void)
{
   CALL_ALL(write_changed);
}
