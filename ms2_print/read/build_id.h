/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The build id of a file. */
#ifndef MS2_PRINT_READ_BUILD_ID_H
#define MS2_PRINT_READ_BUILD_ID_H

#include <stdbool.h>

struct arena;

/* Build ids are of any length; linkers make 8 to 20 bytes. */
#define BUILD_ID_MOST_BYTES 64

/* Of an open file, hexadecimal, or NULL; *is_elf says what it is. */
const char *build_id_of(struct arena *a, int fd, bool *is_elf);

/* Opens a file to read if it is the one with this build id; else -1. */
int build_id_open(struct arena *a, const char *path, const char *id);

#endif
