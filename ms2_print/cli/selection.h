/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which part of a profile a view sees: --focus, --from and --until. */
#ifndef MS2_PRINT_CLI_SELECTION_H
#define MS2_PRINT_CLI_SELECTION_H

#include <stdbool.h>

#include "query/options.h"
#include "base/out.h"
#include "model/profile.h"

bool selection_is_asked(const struct options *o);

/* The part, as a profile that lives as long as the options and `p`; `p` itself
   if all of it is asked for.  Ends the program with a message where there is no
   such part. */
const struct profile *selection_of(const struct options *o,
                                   const struct profile *p);

/* What stands above a page of a part, whose whole is `p`; nothing above a page
   of all. */
void selection_put_heading(struct out *out, const struct options *o,
                           const struct profile *p, const struct profile *part);

#endif
