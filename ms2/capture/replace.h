/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocators that are built into an object of the program.

   The preload object stands in for malloc and its kin wherever the core
   redirects them.  It does not see jemalloc, mimalloc and tcmalloc under names
   of their own (_rjem_malloc, mi_malloc, tc_malloc; mallocx), nor the malloc of
   a statically linked program.  An object that has one of these is known by
   its symbols.  Where such a function begins, translated code asks the
   recorder first:

      start:  handled = recorder(arguments)
              if handled: goto a return instruction, with the result in place
              the function itself

   The recorder handles allocations, and what is done to its own blocks.  All
   else (a pointer of the allocator's own, a failure) the function does itself,
   so that blocks of both kinds may be mixed in any way.

   amd64 and x86 only; nothing is added unless such an object is there. */
#ifndef MS2_CAPTURE_REPLACE_H
#define MS2_CAPTURE_REPLACE_H

#include "base/basics.h"

#include "libvex_ir.h"

void ms2_replace_init(void);

/* Code was mapped or unmapped. */
void ms2_replace_follow_code(void);

/* True if any object has such an allocator. */
Bool ms2_replace_any(void);

/* Adds to `sb`, behind its first instruction mark, the question to the
   recorder if such a function begins at this address. */
void ms2_replace_add(IRSB *sb, Addr address);

#endif
