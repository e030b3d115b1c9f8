/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interpreters and collectors that take their objects out of pages which they
   map themselves, so that the heap shows none of them. */
#ifndef MS2_CAPTURE_RUNTIMES_H
#define MS2_CAPTURE_RUNTIMES_H

#include "base/basics.h"

/* Whether the one of that word (MS2_FORMAT_HINTS) has mapped pages that are
   worth a word. */
Bool ms2_runtimes_maps(const HChar *word);

/* What the dynamic loader has mapped of the pages at their peak: the data of
   libraries. */
ULong ms2_runtimes_loader_bytes(void);

#endif
