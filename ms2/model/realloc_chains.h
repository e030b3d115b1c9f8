/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growth by realloc.

   A chain is how one context makes one block larger with successive reallocs:

      malloc(8) -> realloc(16) -> realloc(32) -> realloc(64)
                   3 steps, first size 8, last size 64

   A realloc from another context starts a new chain there; one that makes the
   block smaller ends its chain and is no step of any.  Chains of live
   blocks are kept in a table that is only looked at by a realloc, and by the
   end of a block that has one (Ms2Block.has_chain). */
#ifndef MS2_MODEL_REALLOC_CHAINS_H
#define MS2_MODEL_REALLOC_CHAINS_H

#include "base/basics.h"

/* The chains of one context. */
typedef struct {
   UInt context;
   ULong n;
   ULong n_steps;
   ULong first_bytes;   /* sums: the sizes before the first step, */
   ULong last_bytes;    /* after the last one so far, */
   ULong copied_bytes;  /* and before each step that moved the block */
   ULong longest_steps; /* the chain with most steps, then largest last */
   ULong longest_first;
   ULong longest_last;
   ULong written_steps; /* as of the writer */
} Ms2Chains;

void ms2_realloc_chains_init(void);

/* A block becomes another one at to->context, which is recorded; notes in `to`
   whether it has a chain. */
void ms2_realloc_chains_resize(const Ms2Block *from, Ms2Block *to);

/* A block with a chain is gone. */
void ms2_realloc_chains_end(const Ms2Block *piece);

/* All contexts with chains, numbered from 0. */
UInt ms2_realloc_chains_n(void);
Ms2Chains *ms2_realloc_chains_get(UInt number);

/* Steps of all chains. */
ULong ms2_realloc_chains_n_steps(void);

/* In a forked child: no chain has any steps yet. */
void ms2_realloc_chains_restart(void);

#endif
