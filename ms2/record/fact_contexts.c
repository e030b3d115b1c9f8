/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of what is known about each context beside its usage. */
#include "record/fact_contexts.h"

#include "model/heap.h"
#include "base/options.h"
#include "record/record.h"

static void write_header(void)
{
   ms2_record_header_number("short-lived", ms2_options->short_lived);
   ms2_record_header("lifetime-unit", ms2_options->count_instructions
                                          ? "instructions"
                                          : "superblocks");
}

static ULong count(void)
{
   return ms2_heap_get()->allocated.blocks;
}

static void write_sizes(const Ms2Context *context)
{
   ULong counts[MS2_SIZES_BUCKETS];

   ms2_sizes_get(&context->sizes, context->allocated.blocks, counts);
   for (UInt i = 0; i < MS2_SIZES_BUCKETS; i++) {
      if (counts[i] > 0)
         ms2_record_sizes(i, counts[i]);
   }
}

static void write_context(const Ms2Context *context)
{
   const Ms2Lifetimes *lifetimes = &context->lifetimes;

   write_sizes(context);
   ms2_record_context_facts(
       context->node, context->max_bytes, context->max_blocks,
       context->sizes.min, context->sizes.max, lifetimes->sum, lifetimes->max,
       lifetimes->short_lived.blocks, lifetimes->short_lived.bytes,
       lifetimes->other_thread_blocks, lifetimes->realloc_blocks);
}

/* Each event of a context changes its facts: the number of events tells
   whether there was one. */
static void write_changed(void)
{
   UInt n = ms2_context_n();

   for (UInt i = 1; i <= n; i++) {
      Ms2Context *context = ms2_context_get(i);
      ULong events = context->inherited.blocks + context->allocated.blocks +
                     context->freed.blocks;
      if (events != context->written_events) {
         context->written_events = events;
         write_context(context);
         if (context->library.blocks > 0) {
            ms2_record_library(context->node, context->library.bytes,
                               context->library.blocks);
         }
      }
   }
}

static void set_lost(void)
{
   UInt n = ms2_context_n();

   for (UInt i = 1; i <= n; i++)
      ms2_context_get(i)->written_events = 0;
}

const Ms2FactKind ms2_fact_contexts = {
    .write_header = write_header,
    .count = count,
    .write_changed = write_changed,
    .set_lost = set_lost,
};
