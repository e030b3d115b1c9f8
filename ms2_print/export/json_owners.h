/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held what, in the JSON of --to=json. */
#ifndef MS2_PRINT_EXPORT_JSON_OWNERS_H
#define MS2_PRINT_EXPORT_JSON_OWNERS_H

#include "export/json_facts.h"

/* Of the search at the end; nothing if there was none. */
void json_owners_set_summary(json_t *summary, const struct profile *p);

/* "roots" and "searches"; neither where nobody searched. */
void json_owners_put(struct json *j, const struct json_profile *p);

#endif
