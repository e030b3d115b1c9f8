/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory for the client's small blocks.

   A slab is 64 KiB of the client's memory, cut into slots of one size.  What
   is known about it, a bit for each free slot above all, lies in the tool's
   own memory, where the client can not damage it; the slots hold nothing but
   the client's.  A slot that was freed last is given out first, while it is in
   the processor's cache: that, and doing without neighbours to merge with, is
   what makes it faster than the core's allocator (docs/PERFORMANCE.md).  Slabs
   that become empty serve any size. */
#ifndef MS2_CAPTURE_SLAB_H
#define MS2_CAPTURE_SLAB_H

#include "pub_tool_basics.h"

/* The largest slot; what is larger comes from the core's allocator. */
#define MS2_SLAB_MAX_BYTES 1024

/* What lies `header_bytes` inside a slot is to be aligned to `unit`, a power of
   two; slots are multiples of that. */
void ms2_slab_init(UInt unit, UInt header_bytes);

/* A slot of at least this many bytes; NULL if there is no memory.  1 <= n_bytes
 * <= MS2_SLAB_MAX_BYTES. */
void *ms2_slab_new(SizeT n_bytes);

/* True if `slot` is the address of a slot in use. */
Bool ms2_slab_is_live(const void *slot);

/* The bytes of a slot in use. */
SizeT ms2_slab_room(const void *slot);

/* Calls for each slot in use, slab by slab in the order of their addresses. */
void ms2_slab_each(void (*call)(void *slot));

/* Gives back a slot in use; False if it is none, and nothing happens. */
Bool ms2_slab_free(void *slot);

#endif
