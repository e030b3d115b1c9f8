/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outcome of all checks of a profile: on a page for a person, and in a
   JUnit file for a machine. */
#ifndef MS2_PRINT_CLI_CHECKS_H
#define MS2_PRINT_CLI_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/views.h"

struct junit;

/* True if the command line asks for any. */
bool checks_are_asked(const struct options *o);

/* Runs them, prints a line each to v->out, for a failed one with what was
   allowed, what was found, and the stack that broke it; adds them to `junit`
   unless it is NULL.  Returns how many failed. */
size_t checks_run(const struct view *v, struct junit *junit);

#endif
