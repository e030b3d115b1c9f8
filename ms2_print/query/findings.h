/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a profile says first, as data.

   The report, --view=watch, the HTML page and JSON draw these and know no
   number of their own, so they can not disagree.  To add a finding is a
   function and its row in one of query/findings_*.c; it then stands on all of
   them. */
#ifndef MS2_PRINT_QUERY_FINDINGS_H
#define MS2_PRINT_QUERY_FINDINGS_H

#include "query/finding.h"

struct findings *query_findings(const struct findings_question *q);

/* NULL if there is none of that name. */
const struct finding *findings_find(const struct findings *f, const char *name);

/* "number", "guessed", "strong", ... */
const char *findings_group_name(enum finding_group g);
const char *findings_certainty_name(enum finding_certainty c);
const char *findings_strength_name(enum finding_strength s);

#endif
