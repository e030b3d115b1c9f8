/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is lost now: of all blocks, of those that are younger than a moment, of
   those that a thread allocated inside a region.  Nothing is written. */
#ifndef MS2_CONTROL_LOST_H
#define MS2_CONTROL_LOST_H

#include "base/array.h"
#include "model/entry.h"
#include "owners/loss.h"

typedef struct {
   Ms2Usage of[MS2_LOSS_N_CLASSES];
   Ms2Array *contexts; /* Ms2Usage: what of context i + 1 is definitely or
                          indirectly lost: the caller's */
} Ms2Lost;

/* False: it could not be found out; then there is nothing to be freed. */
Bool ms2_lost_find(Ms2Lost *lost);
Bool ms2_lost_find_since(Ms2Lost *lost, ULong tick);
Bool ms2_lost_find_inside(Ms2Lost *lost, const Ms2EntryResult *entry);

#endif
