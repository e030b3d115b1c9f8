/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --symbols: names for the code of a profile that was recorded where no debug
   information was.

   An object of the profile and a file with its symbols have the same build id.
   Files are given one by one, or lie in folders: in a tree by build id, as
   /usr/lib/debug has one (FOLDER/.build-id/ab/cdef.debug), or in the folder
   itself.  Where DEBUGINFOD_URLS is set its servers are asked for what is still
   missing. */
#ifndef MS2_PRINT_READ_SYMBOLS_H
#define MS2_PRINT_READ_SYMBOLS_H

#include <stdbool.h>

struct arena;
struct profile;
struct symbols;

struct symbols *symbols_new(struct arena *a);

/* A file, a folder, or "debuginfod".  What can be none of them ends the program
   with one line. */
void symbols_add(struct symbols *s, const char *where);

/* DEBUGINFOD_URLS is set. */
bool symbols_has_servers(void);

/* Names what has no line in a profile that has just been read. */
void symbols_name(struct symbols *s, struct profile *p);

/* When all profiles are read: a file that fits no object of theirs ends the
   program with one line, a folder is told of. */
void symbols_check(const struct symbols *s);

#endif
