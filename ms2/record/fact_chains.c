/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of growth by realloc. */
#include "record/fact_chains.h"

#include "model/realloc_chains.h"
#include "model/context.h"
#include "record/record.h"

static void write_chains(const Ms2Chains *chains)
{
   ms2_record_chain(ms2_context_get(chains->context)->node, chains->n,
                    chains->n_steps, chains->first_bytes, chains->last_bytes,
                    chains->copied_bytes, chains->longest_steps,
                    chains->longest_first, chains->longest_last);
}

static void write_changed(void)
{
   for (UInt i = 0; i < ms2_realloc_chains_n(); i++) {
      Ms2Chains *chains = ms2_realloc_chains_get(i);
      if (chains->n_steps != chains->written_steps) {
         chains->written_steps = chains->n_steps;
         write_chains(chains);
      }
   }
}

static void set_lost(void)
{
   for (UInt i = 0; i < ms2_realloc_chains_n(); i++)
      ms2_realloc_chains_get(i)->written_steps = 0;
}

const Ms2FactKind ms2_fact_chains = {
    .count = ms2_realloc_chains_n_steps,
    .write_changed = write_changed,
    .set_lost = set_lost,
};
