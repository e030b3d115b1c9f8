/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth by realloc. */
#include "model/realloc_chains.h"

#include "model/context.h"
#include "base/pool.h"

#include "pub_tool_hashtable.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_mallocfree.h"

/* The chain of one live block. */
typedef struct _Chain {
   struct _Chain *next; /* these two are the table's */
   UWord place;
   UInt context;
   UInt process; /* of those that forked each other */
   ULong n_steps;
   ULong first_bytes;
} Chain;

static struct {
   VgHashTable *live; /* of Chain, by place */
   Ms2Pool chains;    /* of Ms2Chains */
   ULong n_steps;
   UInt process; /* from 0; a forked child is the next */
} all;

void ms2_realloc_chains_init(void)
{
   all.live = VG_(HT_construct)("ms2.chain");
   ms2_pool_init(&all.chains, "ms2.chain.context", sizeof(Ms2Chains));
}

static Ms2Chains *chains_of(UInt number)
{
   Ms2Context *context = ms2_context_get(number);
   Ms2Chains *chains;

   if (context->chains == 0) {
      chains = ms2_pool_add(&all.chains);
      chains->context = number;
      context->chains = all.chains.n;
   }
   return ms2_pool_get(&all.chains, context->chains - 1);
}

/* The chain of the block that was `from`, at its new place. */
static Chain *follow(const Ms2Block *from, const Ms2Block *to)
{
   Chain *chain;

   if (!from->has_chain) {
      chain = VG_(calloc)("ms2.chain.block", 1, sizeof *chain);
   } else if (from->place == to->place) {
      return VG_(HT_lookup)(all.live, to->place);
   } else {
      chain = VG_(HT_remove)(all.live, from->place);
   }
   chain->place = to->place;
   VG_(HT_add_node)(all.live, chain);
   return chain;
}

static void note_longest(Ms2Chains *chains, const Chain *chain, ULong last)
{
   if (chain->n_steps > chains->longest_steps ||
       (chain->n_steps == chains->longest_steps &&
        last > chains->longest_last)) {
      chains->longest_steps = chain->n_steps;
      chains->longest_first = chain->first_bytes;
      chains->longest_last = last;
   }
}

void ms2_realloc_chains_step(const Ms2Block *from, Ms2Block *to)
{
   Chain *chain = follow(from, to);
   Ms2Chains *chains = chains_of(to->context);

   to->has_chain = True;
   if (chain->context != to->context || chain->process != all.process) {
      chain->context = to->context;
      chain->process = all.process;
      chain->n_steps = 0;
      chain->first_bytes = from->bytes;
      chains->n++;
      chains->first_bytes += from->bytes;
      chains->last_bytes += from->bytes;
   }
   chain->n_steps++;
   all.n_steps++;
   chains->n_steps++;
   chains->last_bytes += to->bytes - from->bytes;
   chains->copied_bytes += from->place != to->place ? from->bytes : 0;
   note_longest(chains, chain, to->bytes);
}

void ms2_realloc_chains_end(const Ms2Block *block)
{
   VG_(free)(VG_(HT_remove)(all.live, block->place));
}

UInt ms2_realloc_chains_n(void)
{
   return all.chains.n;
}

Ms2Chains *ms2_realloc_chains_get(UInt number)
{
   return ms2_pool_get(&all.chains, number);
}

ULong ms2_realloc_chains_n_steps(void)
{
   return all.n_steps;
}

void ms2_realloc_chains_restart(void)
{
   all.process++;
   all.n_steps = 0;
   for (UInt i = 0; i < all.chains.n; i++) {
      Ms2Chains *chains = ms2_realloc_chains_get(i);
      UInt context = chains->context;
      VG_(memset)(chains, 0, sizeof *chains);
      chains->context = context;
   }
}
