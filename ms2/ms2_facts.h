/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in a profile beside the heap's snapshots.

   Each kind of fact (the heap's peak, threads, ...) writes its own records,
   from a file ms2_out_NAME.c with one Ms2Facts; this module knows them all, in
   one table, and calls them at the right place:

      header          h ...                 write_header
      definitions     t w ...               write_definitions
      differences     d m ...               write_differences
      the snapshot    S
      peaks           p P ...               write_news, at every flush
      absolute facts  c r u ...             write_changed, when due

   Absolute facts are due at the end, and in between only where the kind's
   count has grown by half since they were written last, and they have not
   become too large a part of the file; so a long run writes them some dozen
   times, and one with very many contexts hardly ever. */
#ifndef MS2_FACTS_H
#define MS2_FACTS_H

#include "ms2_basics.h"

/* One kind of fact.  What a kind has no use for is NULL. */
typedef struct {
   /* Records 'h' of the kind, at the top of each file. */
   void (*write_header)(void);

   /* What other lines may refer to, and what is kept for good: those not yet
      in this file.  Called often. */
   void (*write_definitions)(void);

   /* Right before an 'S': what has changed since the last one. */
   void (*write_differences)(void);

   /* True if a flush would have to write something of this kind even though
      the heap has not changed; it then takes a snapshot, too. */
   Bool (*has_news)(void);

   /* Behind an 'S', at every flush: what a killed program must leave behind.
      Writes nothing if there is no news. */
   void (*write_news)(void);

   /* How much has happened, in any unit; never falls but by a restart. */
   ULong (*count)(void);

   /* Behind an 'S', when due: the absolute values that are not those in the
      file.  Needs `count`. */
   void (*write_changed)(void);

   /* The file was written anew and has lost what write_news and write_changed
      wrote: all of it is to be written again. */
   void (*set_lost)(void);

   /* A file is started in which nothing is yet, not even definitions; also in
      a forked child.  set_lost was called before. */
   void (*start_file)(void);
} Ms2Facts;

/* Each calls all kinds' function of the same name. */
void ms2_facts_write_header(void);
void ms2_facts_write_definitions(void);
void ms2_facts_write_differences(void);
Bool ms2_facts_have_news(void);
void ms2_facts_write_news(void);
void ms2_facts_set_lost(void);
void ms2_facts_start_file(void);

/* Absolute facts of the kinds for which they are due. */
void ms2_facts_write_due(void);

/* Absolute facts of all kinds: at the end. */
void ms2_facts_write_all(void);

#endif
