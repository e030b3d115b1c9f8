/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The printer, asked about a profile that a test has written. */
#ifndef PRINTER_H
#define PRINTER_H

#include <stddef.h>

/* Runs it with `arguments`, words for a shell, on the profile at `path`; what
   it says, errors too, goes to `output`, as far as there is room.  Returns 0 if
   it was content.  If it can not be started the test ends. */
int printer_run(const char *arguments, const char *path, char *output,
                size_t n_bytes);

#endif
