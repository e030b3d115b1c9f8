/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the program's memory is searched for who holds what. */
#ifndef MS2_CONTROL_OWNERS_H
#define MS2_CONTROL_OWNERS_H

#include "base/basics.h"

void ms2_owners_init(void);

/* Searches now, and writes what was found.  `how` is one of the words of record
   'Q'.  `leaving`: the thread that ends the program, or MS2_NO_THREAD. */
void ms2_owners_search(const HChar *how, ThreadId leaving);

/* The same once at the end of the program, where it is wanted. */
void ms2_owners_at_end(ThreadId leaving);

#endif
