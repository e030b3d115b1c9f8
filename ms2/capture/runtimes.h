/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interpreters and collectors that take their objects out of pages which they
   map themselves, so that the heap shows none of them. */
#ifndef MS2_CAPTURE_RUNTIMES_H
#define MS2_CAPTURE_RUNTIMES_H

#include "base/basics.h"

/* Whether the one of that word (MS2_FORMAT_HINTS) has mapped pages that are
   worth a word. */
Bool ms2_runtimes_maps(const HChar *word);

/* Of the pages at their peak, what an allocator of the program's own may have
   mapped: private pages, but for the data of libraries, which the dynamic
   loader has mapped. */
ULong ms2_runtimes_private_bytes(void);

#endif
