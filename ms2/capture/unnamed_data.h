/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables without a name: pointers in an object's data for which it has no
   symbol, as a stripped one has none for its own variables.

   Those of one table were allocated in one place: a run of pointers, close
   together, whose blocks come from the same two functions.  Each run is a root,
   named by its address, and part of the root that all unnamed data of the
   object is; so nothing of what that holds is lost in the telling apart. */
#ifndef MS2_CAPTURE_UNNAMED_DATA_H
#define MS2_CAPTURE_UNNAMED_DATA_H

#include "owners/root_table.h"
#include "owners/search.h"

/* A search begins. */
void ms2_unnamed_data_begin(void);

/* The root of the word at an address, which leads to a block; `whole` is that
   of its object's unnamed data.  To be called with growing addresses. */
UInt ms2_unnamed_data_root(Ms2Search *search, const Ms2Root *whole, Addr at,
                           UInt block);

#endif
