/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings as JSON: the list `findings` of --to=json, and of the data of the
   HTML page.  ms2_print(1) describes it. */
#ifndef MS2_PRINT_PAGE_FINDINGS_JSON_H
#define MS2_PRINT_PAGE_FINDINGS_JSON_H

#include "base/json.h"
#include "query/findings.h"

/* One of them.  It may have thousands of places, so that these are written one
   by one. */
void findings_json_put(struct json *j, const struct findings_question *q,
                       const struct finding *f);

#endif
