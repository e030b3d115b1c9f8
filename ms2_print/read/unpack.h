/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file's bytes, unpacked if they are gzip or zstd.  Used by line.c only. */
#ifndef MS2_PRINT_READ_UNPACK_H
#define MS2_PRINT_READ_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

struct unpack;

/* "-" is standard input.  Ends the program if the file cannot be opened. */
struct unpack *unpack_open(const char *path);
void unpack_close(struct unpack *u);

/* Fills `to` with 1 to room_bytes bytes; 0 at the end.  Read errors and
   damaged packed data end the program. */
size_t unpack_read(struct unpack *u, char *to, size_t room_bytes);

/* After the end: the packed data stopped before its own end. */
bool unpack_was_cut(const struct unpack *u);

#endif
