/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page that is longer than the terminal goes through a pager, as with git:
   MS2_PAGER, else PAGER, else less, with LESS=FRX unless the user has LESS.
   An empty one and "cat" mean none. */
#ifndef MS2_PRINT_CLI_PAGER_H
#define MS2_PRINT_CLI_PAGER_H

#include <stdbool.h>
#include <stddef.h>

/* The command, or NULL where none is wanted. */
const char *pager_command(void);

/* Shows a page that is longer than the terminal, which standard output is.
   False if it is not so long, or the command is not there. */
bool pager_show(const char *command, const char *page, size_t length);

#endif
