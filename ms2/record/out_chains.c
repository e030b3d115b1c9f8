/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of growth by realloc. */
#include "record/out_chains.h"

#include "model/realloc_chains.h"
#include "model/context.h"
#include "record/record.h"

static void write_chains(const Ms2Chains *chains)
{
   ms2_record_begin(MS2_RECORD_chain);
   ms2_record_number(ms2_context_get(chains->context)->node);
   ms2_record_number(chains->n);
   ms2_record_number(chains->n_steps);
   ms2_record_number(chains->first_bytes);
   ms2_record_number(chains->last_bytes);
   ms2_record_number(chains->copied_bytes);
   ms2_record_number(chains->longest_steps);
   ms2_record_number(chains->longest_first);
   ms2_record_number(chains->longest_last);
   ms2_record_end();
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
   for (UInt i = 0; i < ms2_realloc_chains_n(); i++) {
      ms2_realloc_chains_get(i)->written_steps = 0;
   }
}

const Ms2Facts ms2_out_chains = {
    .count = ms2_realloc_chains_n_steps,
    .write_changed = write_changed,
    .set_lost = set_lost,
};
