/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small types shared by the whole recorder. */
#ifndef MS2_BASE_BASICS_H
#define MS2_BASE_BASICS_H

#include "base/host.h"

/* An amount of heap memory. */
typedef struct {
   ULong bytes; /* sizes asked for */
   ULong blocks;
} Ms2Usage;

/* One moment on every clock of the recorder.  alloc_bytes and calls are the
   totals of the run up to that moment. */
typedef struct {
   ULong superblocks;
   ULong ms;
   ULong instructions;
   ULong alloc_bytes;
   ULong calls;
} Ms2Moment;

/* Who calls an allocation function, from where, and when. */
typedef struct {
   ThreadId tid;
   Addr ip, sp, fp; /* the registers that unwinding starts from */
   ULong superblocks;
} Ms2Caller;

/* One block, as it stands in its header.  Context 0: it is not recorded, and
   nothing else counts. */
typedef struct {
   ULong bytes; /* the size asked for */
   Addr place;  /* where it is; unique among the live blocks */
   UInt context;
   UInt thread;     /* serial of the one that allocated it, or 0: ms2_thread */
   UInt allocation; /* of that thread, modulo 2^32 */
   Bool has_chain;  /* it was resized: ms2_realloc_chains */
   Bool is_zeroed;  /* it is calloc's */
   ULong born;      /* tick of the lifetime clock, modulo 2^48 */
} Ms2Block;

#endif
