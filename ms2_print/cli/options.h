/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: the table of the printer's options, and reading them.

   To add an option is a field of struct options (query/options.h), a row of
   the table in options.c and a paragraph in ms2_print(1); build-aux/check-docs
   compares the last two. */
#ifndef MS2_PRINT_CLI_OPTIONS_H
#define MS2_PRINT_CLI_OPTIONS_H

#include "query/options.h"

/* --help and --version print and exit 0, bad usage exits 2. */
struct options *options_parse(int argc, char **argv);
void options_free(struct options *o);

#endif
