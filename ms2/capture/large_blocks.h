/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the blocks are that are too large for a slab.

   The core's allocator, which they come from, does not tell.  Nothing of this
   lies in the client's memory, so that no program can damage it:

      spans -> regions of 64 KiB -> a bit for each address a block may have  */
#ifndef MS2_CAPTURE_LARGE_BLOCKS_H
#define MS2_CAPTURE_LARGE_BLOCKS_H

#include "pub_tool_basics.h"

/* A block begins at `address`, a multiple of 16; or there is none any more. */
void ms2_large_blocks_add(Addr address);
void ms2_large_blocks_forget(Addr address);

/* Calls for each, in the order of their addresses. */
void ms2_large_blocks_each(void (*call)(Addr address));

#endif
