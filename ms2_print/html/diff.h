/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of two profiles: what changed, and the report of each. */
#ifndef MS2_PRINT_HTML_DIFF_H
#define MS2_PRINT_HTML_DIFF_H

#include "page/view.h"

/* The view has a base. */
void html_diff_write(const struct view *v);

#endif
