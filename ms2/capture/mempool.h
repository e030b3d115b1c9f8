/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests: pools of memory, whose pieces are announced.

   A pool is known by an address, and its pieces end with it.  The pieces of a
   metapool are no blocks: blocks are cut from them, and are announced by
   VALGRIND_MALLOCLIKE_BLOCK. */
#ifndef MS2_CAPTURE_MEMPOOL_H
#define MS2_CAPTURE_MEMPOOL_H

#include "base/basics.h"

/* Handles the requests of pools.  False: it is none of them. */
Bool ms2_mempool_handle(ThreadId tid, UWord *args, UWord *result);

#endif
