/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A test's own folder for files. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stddef.h>

/* Makes the folder, or ends the test; removes it if it is empty. */
void scratch_begin(void);
void scratch_end(void);

/* The path of `name` in it, which is written to `path`. */
void scratch_path(char *path, size_t n_bytes, const char *name);

/* The file's text, as far as there is room for it.  Without the file the test
   ends. */
void scratch_read(const char *path, char *text, size_t n_bytes);

#endif
