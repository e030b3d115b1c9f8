/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in a profile beside the heap's snapshots.

   Each kind of fact (the heap's peak, threads, ...) writes its own records,
   from a file ms2_writer_NAME.c with one Ms2FactKind; this module knows them
   all, in one table, and calls them at the right place:

      header          h ...                 write_header
      definitions     t w ...               write_definitions
      differences     d m ...               write_differences
      the snapshot    S
      peaks           p P ...               write_news, at every flush
      absolute facts  c r u A ...           write_changed, when due

   Absolute facts are due at the end, and in between only where the kind's
   count has grown by half since they were written last, and they have not
   become too large a part of the file; so a long run writes them some dozen
   times, and one with very many contexts hardly ever. */
#ifndef MS2_RECORD_FACTS_H
#define MS2_RECORD_FACTS_H

#include "base/basics.h"

/* Each calls all kinds' function of the same name. */
void ms2_facts_write_header(void);
void ms2_facts_write_definitions(void);
void ms2_facts_write_differences(void);
Bool ms2_facts_have_news(void);
void ms2_facts_write_news(void);
void ms2_facts_set_lost(void);
void ms2_facts_start_file(void);

/* Absolute facts of the kinds for which they are due; of those that need rest
   only between two events. */
void ms2_facts_write_due(void);
void ms2_facts_write_due_in_event(void);

/* Behind the snapshot of a mark, between two events: of the kinds that want it
   there, where they are due. */
void ms2_facts_write_at_mark(void);

/* Absolute facts of all kinds: at the end. */
void ms2_facts_write_all(void);

#endif
