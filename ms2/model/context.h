/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of call stacks, and what each allocating stack has done.

      root (0)
        main+12 (1)
          parse+40 (2)
            malloc+8 (3)   -> context 1
          build+16 (4)
            malloc+8 (5)   -> context 2

   A node is one frame under its caller.  A node at which allocations happened
   has a context, which carries the numbers.  Nodes and contexts are numbered
   from 1 and live as long as the run; number 0 is the root, and the context
   of blocks that are not recorded. */
#ifndef MS2_MODEL_CONTEXT_H
#define MS2_MODEL_CONTEXT_H

#include "model/lifetime.h"
#include "model/sizes.h"

typedef struct {
   Addr address;
   UInt parent;
   UInt address_number; /* in ms2_names */
   UInt context;        /* 0: none yet */
   UInt first_child;    /* these two link the children of a node */
   UInt next_sibling;
   UInt epoch : 31; /* of the names when it was last looked up */
   UInt cut : 1;    /* callers were left out: --depth */
} Ms2Node;

/* The peaks of which each context carries its share: ms2_peak. */
#define MS2_N_SHARES 2

/* One number a peak, compared at once. */
typedef union {
   UInt of[MS2_N_SHARES];
   ULong all;
} Ms2Numbers;

/* Changed by ms2_heap only; ms2_snapshots and ms2_peak keep their own share. */
typedef struct {
   UInt node;
   Bool changed;            /* is on the list of the timeline: ms2_snapshots */
   Ms2Numbers peak_numbers; /* of the peaks that at_peak belongs to: ms2_peak */
   ULong born; /* tick of the lifetime clock: about its first allocation */
   Ms2Usage inherited;
   Ms2Usage allocated; /* since the start or the fork */
   Ms2Usage freed;
   Ms2Usage library; /* of these, what the C library kept at the end */
   ULong max_bytes;  /* the highest that were live */
   ULong max_blocks; /* when they were it first */
   Ms2Sizes sizes;
   Ms2Lifetimes lifetimes;
   Ms2Usage at_peak[MS2_N_SHARES];
   Ms2Usage written_allocated; /* as of the last snapshot */
   Ms2Usage written_freed;
   ULong
       written_events; /* when its facts were written last: ms2_fact_contexts */
   UInt chains;        /* of ms2_realloc_chains, from 1; or 0 */
} Ms2Context;

/* In place of a context's number: --ignore-fn leaves it out.  Where nothing is
   to be recorded for another reason the number is 0. */
#define MS2_CONTEXT_IGNORED 0xFFFFFFFFU

static inline Bool ms2_context_is_recorded(UInt number)
{
   return number - 1 < MS2_CONTEXT_IGNORED - 1;
}

/* Decides whether a new stack is left out (--ignore-fn); given by whoever
   knows names.  `leaf` is the innermost node. */
typedef Bool (*Ms2ContextFilter)(UInt leaf);

void ms2_context_init(Ms2ContextFilter is_ignored);

/* The node of `address` under `parent`; `cut` only for an outermost frame. */
UInt ms2_context_child(UInt parent, Addr address, Bool cut);

/* The context at a node, made if need be, or MS2_CONTEXT_IGNORED. */
UInt ms2_context_at(UInt node);

UInt ms2_context_n_nodes(void);
UInt ms2_context_n(void);
const Ms2Node *ms2_context_node_get(UInt number);
Ms2Context *ms2_context_get(UInt number);

/* Live bytes and blocks of a context now. */
Ms2Usage ms2_context_live(const Ms2Context *context);

/* The core's debug info epoch has changed: addresses may mean other code. */
void ms2_context_set_epoch(UInt epoch);

#endif
