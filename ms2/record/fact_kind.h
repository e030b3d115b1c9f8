/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kind of fact beside the heap's snapshots, as record/facts knows it. */
#ifndef MS2_RECORD_FACT_KIND_H
#define MS2_RECORD_FACT_KIND_H

#include "base/basics.h"

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

   /* ... but not while an event is at work: blocks themselves are looked at,
      and one of them is about to change. */
   Bool needs_rest;

   /* ... and behind the snapshot of a mark, too: a stretch of the run that ends
      there is asked for more than others. */
   Bool at_marks;

   /* The file was written anew and has lost what write_news and write_changed
      wrote: all of it is to be written again. */
   void (*set_lost)(void);

   /* A file is started in which nothing is yet, not even definitions; also in
      a forked child.  set_lost was called before. */
   void (*start_file)(void);
} Ms2FactKind;

#endif
