/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes with what on the command line, and what is meant where nothing was
   said. */
#ifndef MS2_PRINT_CLI_OPTION_RULES_H
#define MS2_PRINT_CLI_OPTION_RULES_H

#include "query/options.h"

/* Every option was read: completes them, or ends the program with a message
   if two do not go together.  What depends on the terminal (the width) is
   resolved here, so that views need not ask. */
void option_rules_settle(struct options *o);

#endif
