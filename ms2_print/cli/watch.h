/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --watch: follows a profile that is still being written.

   A frame is made by a child of the program, as if the file were shown once: so
   whatever is wrong with the file, and however long it takes to read, the
   terminal goes on to answer. */
#ifndef MS2_PRINT_CLI_WATCH_H
#define MS2_PRINT_CLI_WATCH_H

#include <stdio.h>

#include "cli/screen.h"

/* Reads the file and writes a page of that size to `to`; may end the program
   with a message. */
struct watch_source {
   const char *path;
   void (*put_frame)(void *context, struct screen_size size, FILE *to);
   void *context;
};

/* Until the user quits. */
void watch(const struct watch_source *source);

#endif
