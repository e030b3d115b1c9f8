/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of views and exports, in the order of --help. */
#ifndef MS2_PRINT_CLI_VIEWS_H
#define MS2_PRINT_CLI_VIEWS_H

#include <stddef.h>

#include "page/view.h"

extern const struct view_row *const views[];
extern const size_t n_views;

/* NULL if there is none of that name and kind. */
const struct view_row *views_find(enum view_kind kind, const char *name);

/* The first one with this flag; there is one. */
const struct view_row *views_with(enum view_flag flag);

#endif
