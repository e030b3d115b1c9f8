/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of findings share.

   One function says one finding, and a row has its name.  Each of the files
   findings_*.c has the rows of one subject. */
#ifndef MS2_PRINT_QUERY_FINDINGS_PARTS_H
#define MS2_PRINT_QUERY_FINDINGS_PARTS_H

#include "query/finding.h"

struct findings_row;

/* The question, and what was found so far. */
struct findings_search {
   const struct findings_question *question;
   const struct profile *memory;  /* what the page is about */
   const struct profile *profile; /* of the heap alone, where that is more */
   struct arena *arena;
   const struct leaks *leaks; /* NULL if brief */
   struct findings *found;
   size_t room;
   bool no_heap;                   /* was seen */
   const struct findings_row *row; /* at work */
};

/* A finding that the table has, or several: a row's function adds them. */
struct findings_row {
   const char *name, *title;
   enum finding_group group;
   const char *rests_on;
   bool brief; /* on a small screen, too */
   void (*find)(struct findings_search *s);
};

/* One each for what ran and stands in the way of a good profile, for the
   memory, and for what was not freed.  The last row has no name. */
extern const struct findings_row findings_run_rows[], findings_memory_rows[],
    findings_leaks_rows[];

/* One more of the row at work: plain and known, until told otherwise. */
struct finding *findings_add(struct findings_search *s);

/* A place about which nothing is said yet. */
struct finding_place findings_place_new(struct arena *a, uint32_t site,
                                        uint32_t n_lines);

#endif
