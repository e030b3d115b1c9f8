/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The data of the executable and its libraries: whose a word there is.

   To be looked at anew for each search, and forgotten after it. */
#ifndef MS2_CAPTURE_OBJECT_DATA_H
#define MS2_CAPTURE_OBJECT_DATA_H

#include "base/ranges.h"
#include "owners/root_table.h"

void ms2_object_data_look(void);
void ms2_object_data_forget(void);

/* The root that a word is part of, and the range in which that holds; the text
   is valid until the next call.  False: the word is in no object's data. */
Bool ms2_object_data_root(Addr at, Ms2Root *root, Ms2Range *range);

/* Calls for the data that a statically linked program can not change any more:
   its C library has pointers there that it set before. */
void ms2_object_data_each_constant(void (*call)(Addr start, Addr end));

/* The object that has the thread-local storage of this number, from 1, in the
   order in which the loader gives them out; 0: it is not known.  *bytes is how
   much that is in each thread. */
UInt ms2_object_data_of_module(UInt module, SizeT *bytes);

#endif
