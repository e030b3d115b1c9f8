/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's memory beside its blocks, as roots of a search.

   What an allocator of the program's has mapped is no root: it holds blocks,
   and the allocator's books, which lead to all of them whoever has forgotten
   them. Such memory is told by who mapped it: ms2_mappings does not know what a
   recorded allocator maps while it works for its caller.  What it had mapped
   before comes from the function that mapped memory in which blocks lie. */
#ifndef MS2_CAPTURE_ROOT_MEMORY_H
#define MS2_CAPTURE_ROOT_MEMORY_H

#include "base/basics.h"
#include "owners/search.h"

/* Before a search's other functions. */
void ms2_root_memory_begin(void);

/* A block of another allocator's. */
void ms2_root_memory_see_foreign(const Ms2Block *block);

/* Adds all roots to a search, whose blocks are settled and whose readable
   memory was found.  The registers of `leaving`, the thread that ends the
   program, hold nothing any more; or MS2_NO_THREAD. */
void ms2_root_memory_add(Ms2Search *search, ThreadId leaving);

#endif
