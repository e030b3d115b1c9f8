/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the program's memory is searched for who holds what. */
#ifndef MS2_CONTROL_OWNERS_H
#define MS2_CONTROL_OWNERS_H

#include "owners/search.h"

/* From now on peaks are searched, where that is wanted. */
void ms2_owners_init(void);

/* In a forked child, whose run begins anew. */
void ms2_owners_restart(void);

/* Searches now, and writes what was found.  `how` is one of the words of record
   'Q'.  `leaving`: the thread that ends the program, or MS2_NO_THREAD. */
void ms2_owners_search(const HChar *how, ThreadId leaving);

/* Searches now for who asks, and writes nothing: `run` is ms2_search_classify
   or ms2_search_run, and `use` is given what was found.  False: it could not
   be.
 */
Bool ms2_owners_ask(void (*run)(Ms2Search *search),
                    void (*use)(Ms2Search *search));

/* Searches and writes once at the end of the program, where it is wanted. */
void ms2_owners_at_end(ThreadId leaving);

/* ... and before it becomes another program, which may yet fail. */
void ms2_owners_before_exec(ThreadId leaving);

#endif
