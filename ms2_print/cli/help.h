/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help says besides the options: argp's texts. */
#ifndef MS2_PRINT_CLI_HELP_H
#define MS2_PRINT_CLI_HELP_H

/* What the program is for; behind a \v stands what help_filter fills in. */
extern const char help_doc[];

/* argp's filter: the views, formats and measures, from their tables. */
char *help_filter(int key, const char *text, void *input);

#endif
