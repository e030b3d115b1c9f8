/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the program's memory for pointers to blocks.

   Aligned words count, whatever the program meant by them.  A pointer leads to
   the start of a block, or to its inside; some of the latter are as good as the
   former (see is_as_start in pointers.c). */
#ifndef MS2_OWNERS_POINTERS_H
#define MS2_OWNERS_POINTERS_H

#include "base/ranges.h"
#include "owners/blocks.h"

/* What can be read, as ranges.  `sort` says whether a file is mapped there,
   `access` whether the code there can be executed: tables of virtual functions
   are known by that. */
enum { MS2_POINTERS_NO_FILE, MS2_POINTERS_FILE };
enum { MS2_POINTERS_DATA, MS2_POINTERS_CODE };

typedef struct {
   const Ms2Blocks *blocks;
   const Ms2Ranges *readable;
   Addr from, end; /* of the range that was read last */
} Ms2Pointers;

typedef struct {
   UInt block;
   UInt offset; /* of where it points to in the block, or the most */
   Bool is_start;
} Ms2Pointer;

/* What a word points to.  False: to no block. */
Bool ms2_pointers_of(const Ms2Pointers *pointers, UWord word,
                     Ms2Pointer *found);

/* The next pointer to a block from *at on: *at is then behind it.  False if
   there is none before `end`.  What can not be read has none. */
Bool ms2_pointers_next(Ms2Pointers *pointers, Addr *at, Addr end,
                       Ms2Pointer *found);

#endif
