/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which pages of the client have memory, as the kernel says.

   mincore(2) tells for each page.  Of pages that were given up (MADV_FREE) it
   says so until the kernel has taken them; how much of a mapping is still given
   up, and not touched since, stands in /proc/self/smaps. */
#ifndef MS2_CAPTURE_RESIDENCE_H
#define MS2_CAPTURE_RESIDENCE_H

#include "base/ranges.h"

/* Time has passed: what was asked of the kernel may be old. */
void ms2_residence_forget(void);

/* An Ms2MappingsFind. */
Bool ms2_residence_find(const Ms2Range *piece, Ms2Range *found);

#endif
