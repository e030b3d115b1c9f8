/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --max-file-size: a profile that grows too large is written anew with every
   second snapshot left out.

   Leaving out a snapshot is adding its differences to those of the next, and
   keeping the higher of the two maxima; nothing else is lost.  The new file
   replaces the old one only when it is whole. */
#ifndef MS2_THIN_H
#define MS2_THIN_H

#include "pub_tool_basics.h"

/* Thins the open profile, of which everything is in the file and which ends
   with a snapshot.  Peaks are left out: the caller writes the one that is
   true.  Returns the number of snapshots now in it, or 0 if the file is as it
   was, since it can not be written anew. */
UInt ms2_thin_profile(UInt n_nodes);

#endif
