/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was used, as JSON. */
#ifndef MS2_PRINT_EXPORT_JSON_USE_H
#define MS2_PRINT_EXPORT_JSON_USE_H

#include "base/json.h"
#include "model/profile.h"

/* null where it was not recorded. */
void json_use_set_summary(json_t *summary, const struct profile *p);

/* Adds to a context that is being written what is known of its use. */
void json_use_put_context(struct json *j, const struct profile *p,
                          uint32_t node);

#endif
