/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects of the program that have an allocator beside the C library's.

   The preload object stands in for malloc and its kin in the C library, and for
   the operators of the C++ library, whose behaviour is all in the standards.
   Any other allocator stays as it is: jemalloc, mimalloc and tcmalloc make
   promises that no stand-in keeps (what a size is rounded up to, which heap has
   a block, how much is in use), and a program's own operator new may count.
   They are known by their symbols, and recorded by the entry and the return of
   their functions (allocator_calls).  So is the C library of a statically
   linked program.

      malloc of libc.so.6         redirected by the core; a block has a header
      malloc of anything else     runs as it is; a block is in a table
      operator new of libstdc++   redirected, unless another malloc or operator
                                  is there: then it has to call that one

   For the last, translated code of the redirection leads back to the function.
   A user who gives --soname-synonyms=somalloc=OBJECTS wants malloc redirected
   in those, as with other tools.

   amd64 and x86 only; elsewhere the core redirects malloc in every object. */
#ifndef MS2_CAPTURE_ALLOCATOR_OBJECTS_H
#define MS2_CAPTURE_ALLOCATOR_OBJECTS_H

#include "base/basics.h"

#include "libvex_ir.h"

void ms2_allocator_objects_init(void);

/* Code was mapped or unmapped. */
void ms2_allocator_objects_follow_code(void);

/* True if any object has such an allocator. */
Bool ms2_allocator_objects_any(void);

/* True if the function at this address, which the core has redirected, is to
   run as it is. */
Bool ms2_allocator_objects_stays(Addr original);

/* Makes of `sb` a jump to the original. */
void ms2_allocator_objects_lead_back(IRSB *sb, Addr original);

/* Adds to `sb`, behind its first instruction mark, what is to be done if such a
   function begins at this address. */
void ms2_allocator_objects_add(IRSB *sb, Addr address);

#endif
