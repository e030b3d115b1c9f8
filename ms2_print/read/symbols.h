/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --symbols: names for the code and the variables of a profile that was
   recorded where no debug information was.

   An object of the profile and a file with its symbols have the same build id.
   Files are given one by one, or lie in folders: in a tree by build id, as
   /usr/lib/debug has one (FOLDER/.build-id/ab/cdef.debug), or in the folder
   itself.  Where DEBUGINFOD_URLS is set its servers are asked for what is still
   missing.

   Without being asked, the objects themselves are read where they still lie as
   they were recorded, but none of the system's libraries, and none with very
   much debug information. */
#ifndef MS2_PRINT_READ_SYMBOLS_H
#define MS2_PRINT_READ_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct object;
struct profile;
struct symbols;

struct symbols *symbols_new(struct arena *a);

/* A file, a folder, "debuginfod", or "none": not even the objects themselves.
   What can be none of them ends the program with one line. */
void symbols_add(struct symbols *s, const char *where);

/* DEBUGINFOD_URLS is set. */
bool symbols_has_servers(void);

/* "none" was given. */
bool symbols_reads_none(const struct symbols *s);

/* Names the code of a profile that has just been read. */
void symbols_name(struct symbols *s, struct profile *p);

/* Names of profiles that were read together what the files tell that they were
   recorded with, where these are still there: what is inlined, and whose it
   is.  A file that is there for some of them alone is left, so that what is
   compared has names of one kind.  `s` is what was given; NULL: nothing. */
void symbols_name_at_hand(const struct symbols *s, struct profile *const *all,
                          size_t n);

/* The first of the files given that has the object's build id, open for
   reading; -1 if there is none.  Servers are not asked. */
int symbols_open(struct symbols *s, const struct object *o);

/* When all profiles are read: a file that fits no object of theirs ends the
   program with one line, a folder is told of. */
void symbols_check(const struct symbols *s);

#endif
