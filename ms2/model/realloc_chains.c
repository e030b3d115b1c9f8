/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth by realloc. */
#include "model/realloc_chains.h"

#include "base/map.h"
#include "base/pool.h"
#include "model/context.h"

/* The chain of one live block. */
typedef struct {
   Addr place;
   UInt next_unused; /* where its block is gone: another such chain, or 0 */
   UInt context;
   UInt process; /* of those that forked each other */
   ULong n_steps;
   ULong first_bytes;
} Chain;

static struct {
   Ms2Pool live;   /* of Chain; number 0 is not used */
   Ms2Map places;  /* place -> number in `live` */
   UInt unused;    /* the first chain of which the block is gone, or 0 */
   Ms2Pool chains; /* of Ms2Chains */
   ULong n_steps;
   UInt process; /* from 0; a forked child is the next */
} all;

void ms2_realloc_chains_init(void)
{
   ms2_pool_init(&all.live, "ms2.chain.block", sizeof(Chain));
   ms2_pool_add(&all.live);
   ms2_map_init(&all.places, "ms2.chain.map");
   ms2_pool_init(&all.chains, "ms2.chain.context", sizeof(Ms2Chains));
}

static Ms2Chains *chains_of(UInt number)
{
   Ms2Context *context = ms2_context_get(number);

   if (context->chains == 0) {
      Ms2Chains *chains = ms2_pool_add(&all.chains);
      chains->context = number;
      context->chains = all.chains.n;
   }
   return ms2_pool_get(&all.chains, context->chains - 1);
}

static Chain *chain_get(UInt number)
{
   return ms2_pool_get(&all.live, number);
}

/* The number of the chain at a place, where there is one. */
static UInt find(Addr place, Ms2MapCursor *at)
{
   ULong hash = ms2_map_hash(place, 0);
   UInt number = ms2_map_first(&all.places, hash, at);

   while (number != MS2_MAP_NONE && chain_get(number)->place != place)
      number = ms2_map_next(&all.places, at);
   MS2_ASSERT(number != MS2_MAP_NONE, "a block that has a chain has it here");
   return number;
}

static UInt take(Addr place)
{
   Ms2MapCursor at;
   UInt number = find(place, &at);

   ms2_map_remove(&all.places, &at);
   return number;
}

static UInt new_chain(void)
{
   UInt number = all.unused;

   if (number == 0) {
      ms2_pool_add(&all.live);
      return all.live.n - 1;
   }
   all.unused = chain_get(number)->next_unused;
   ms2_host_memset(chain_get(number), 0, sizeof(Chain));
   return number;
}

/* The chain of the block that was `from`, at its new place. */
static Chain *follow(const Ms2Block *from, const Ms2Block *to)
{
   if (from->has_chain && from->place == to->place) {
      Ms2MapCursor at;
      return chain_get(find(to->place, &at));
   }
   UInt number = from->has_chain ? take(from->place) : new_chain();
   chain_get(number)->place = to->place;
   ms2_map_add(&all.places, ms2_map_hash(to->place, 0), number);
   return chain_get(number);
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

static void step(const Ms2Block *from, Ms2Block *to)
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

void ms2_realloc_chains_resize(const Ms2Block *from, Ms2Block *to)
{
   if (to->bytes > from->bytes) {
      step(from, to);
   } else if (from->has_chain && to->bytes == from->bytes) {
      follow(from, to);
      to->has_chain = True;
   } else if (from->has_chain) {
      ms2_realloc_chains_end(from);
   }
}

void ms2_realloc_chains_end(const Ms2Block *block)
{
   UInt number = take(block->place);

   chain_get(number)->next_unused = all.unused;
   all.unused = number;
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
      ms2_host_memset(chains, 0, sizeof *chains);
      chains->context = context;
   }
}
