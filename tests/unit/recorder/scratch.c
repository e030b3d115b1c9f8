/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder under /tmp. */
#define _GNU_SOURCE
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/ms2-unit.XXXXXX";

static void give_up(const char *what)
{
   perror(what);
   exit(99);
}

void scratch_begin(void)
{
   if (mkdtemp(folder) == NULL)
      give_up(folder);
}

void scratch_end(void)
{
   rmdir(folder);
}

void scratch_path(char *path, size_t n_bytes, const char *name)
{
   snprintf(path, n_bytes, "%s/%s", folder, name);
}

void scratch_read(const char *path, char *text, size_t n_bytes)
{
   FILE *file = fopen(path, "r");

   if (file == NULL)
      give_up(path);
   text[fread(text, 1, n_bytes - 1, file)] = '\0';
   fclose(file);
}
