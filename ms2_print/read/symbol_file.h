/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file with symbols: what it says of an object's code. */
#ifndef MS2_PRINT_READ_SYMBOL_FILE_H
#define MS2_PRINT_READ_SYMBOL_FILE_H

#include <stdbool.h>
#include <stdint.h>

struct address;
struct profile;

struct symbol_question {
   const struct profile *profile;
   struct address *addresses; /* of the profile, to be changed */
   uint32_t object;           /* number */
   uint64_t most_bytes;       /* of debug information to read; 0: all */
};

/* The code has no name, or no line. */
bool symbol_file_is_wanting(const struct address *a);

/* Names the object's code as the file says, which is open and closed then:
   functions, inlined ones as frames of their own, and lines.  Of code that has
   a line it adds what is inlined there, with whole names: the recorder does not
   read all of it.  Returns whether it knew anything more. */
bool symbol_file_name(const struct symbol_question *q, int fd);

#endif
