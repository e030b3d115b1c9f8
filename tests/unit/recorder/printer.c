/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ms2_print of the same build. */
#define _GNU_SOURCE
#include "printer.h"

#include <stdio.h>
#include <stdlib.h>

int printer_run(const char *arguments, const char *path, char *output,
                size_t n_bytes)
{
   const char *build = getenv("MS2_BUILDDIR");
   char command[1000];

   snprintf(command, sizeof command, "'%s/ms2_print/ms2_print' %s '%s' 2>&1",
            build != NULL ? build : ".", arguments, path);
   FILE *pipe = popen(command, "r");
   if (pipe == NULL) {
      perror(command);
      exit(99);
   }
   output[fread(output, 1, n_bytes - 1, pipe)] = '\0';
   return pclose(pipe);
}
