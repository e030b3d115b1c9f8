/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in a profile beside the heap's snapshots. */
#include "ms2_facts.h"

#include "ms2_out_chains.h"
#include "ms2_out_contexts.h"
#include "ms2_out_hints.h"
#include "ms2_out_pages.h"
#include "ms2_out_peak.h"
#include "ms2_out_region.h"
#include "ms2_out_stacks.h"
#include "ms2_out_threads.h"

/* One row a kind; in this order they stand in the file. */
static const Ms2Facts *const kinds[] = {
    &ms2_out_threads, &ms2_out_peak,     &ms2_out_region, &ms2_out_stacks,
    &ms2_out_pages,   &ms2_out_contexts, &ms2_out_chains, &ms2_out_hints,
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])

static struct {
   ULong counts[N_KINDS]; /* when the absolute facts were written last */
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
      if (kinds[i]->has_news != NULL && kinds[i]->has_news()) {
         return True;
      }
   }
   return False;
}

void ms2_facts_set_lost(void)
{
   CALL_ALL(set_lost);
   for (UInt i = 0; i < N_KINDS; i++) {
      facts.counts[i] = 0;
   }
}

void ms2_facts_start_file(void)
{
   ms2_facts_set_lost();
   CALL_ALL(start_file);
}

void ms2_facts_write_due(void)
{
   for (UInt i = 0; i < N_KINDS; i++) {
      ULong now = kinds[i]->count != NULL ? kinds[i]->count() : 0;
      if (now > facts.counts[i] + facts.counts[i] / 2) {
         facts.counts[i] = now;
         kinds[i]->write_changed();
      }
   }
}

void ms2_facts_write_all(void)
{
   CALL_ALL(write_changed);
}
