/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help and --help-debug say of the options, from their table. */
#ifndef MS2_CONTROL_USAGE_H
#define MS2_CONTROL_USAGE_H

/* The core's callbacks.  It calls them before it reads the options, so what
   they show as defaults are the defaults. */
void ms2_usage_print(void);
void ms2_usage_print_debug(void);

#endif
