/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of several files: the tree of processes, and the report of each. */
#ifndef MS2_PRINT_HTML_PROCESSES_H
#define MS2_PRINT_HTML_PROCESSES_H

#include "page/view.h"

void html_processes_write(const struct view *v);

#endif
