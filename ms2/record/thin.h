/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --max-file-size: a profile that grows too large is written anew with every
   second snapshot left out.

   Leaving out a snapshot is adding its differences to those of the next, and
   keeping the higher of the two maxima; nothing else is lost:

      x +3 | s1 | x -1, y +2 | s2 | x +5 | s3 mark | y -2 | s4 | peaks
             x +2, y +2      | s2 | x +5 | s3 mark | y -2 | s4 | peaks as of now

   Definitions and marks stay, and so does a snapshot with a mark.  Peaks and
   absolute values belong to the snapshot above them, which may go: they are
   left out, and written again as they are now.  Which record is which says the
   list in include/ms2_format.h.  The new file replaces the old one only when it
   is whole. */
#ifndef MS2_RECORD_THIN_H
#define MS2_RECORD_THIN_H

#include "base/array.h"
#include "base/host.h"

/* Thins the open profile, of which everything is in the file and which ends
   with a snapshot; peaks and absolute values are for the caller to write again
   (ms2_facts_set_lost).  Returns which snapshots it still has: of UInt,
   numbers from 0, ascending, good until the next call; or NULL if the file is
   as it was, since it can not be written anew or all of them have to stay. */
const Ms2Array *ms2_thin_profile(UInt n_nodes);

#endif
