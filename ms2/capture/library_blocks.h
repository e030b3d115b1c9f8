/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The blocks that the C library, and that of C++, hold for themselves.

   At the end of a program they hold what no program could free: the buffer of
   standard output, what setlocale, tzset and getpwnam have read, the memory
   for throwing exceptions when there is no other.  Such a block

      - was asked for by the library's own code,
      - and its address stands in the library's static data, or in another
        block that is the library's own.

   A stream that the program has opened is its own to close: such a block bears
   stdio's mark, and is neither the library's nor looked into, so that neither
   is its buffer.  What dlopen loads is the program's own, too. */
#ifndef MS2_CAPTURE_LIBRARY_BLOCKS_H
#define MS2_CAPTURE_LIBRARY_BLOCKS_H

#include "base/basics.h"

/* Calls `call` with each of them. */
void ms2_library_blocks_each(void (*call)(const Ms2Block *block));

#endif
