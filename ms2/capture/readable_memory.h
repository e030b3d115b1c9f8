/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the program's memory can be read, and holds anything: for a search
   through all of it.

   Left out are pages that were never touched, devices, which may do something
   when they are read, and whatever can not be read although the core takes it
   to be readable. */
#ifndef MS2_CAPTURE_READABLE_MEMORY_H
#define MS2_CAPTURE_READABLE_MEMORY_H

#include "base/ranges.h"

/* Of a range: its owner. */
enum {
   MS2_READABLE_CONSTANT, /* the program can not write there */
   MS2_READABLE_HEAP,     /* our own allocator's */
   MS2_READABLE_OTHER     /* data, stacks, what the program maps */
};

/* Fills an empty set; sort and access are those of owners/pointers.h. */
void ms2_readable_memory_find(Ms2Ranges *readable);

#endif
