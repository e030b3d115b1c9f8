/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where variables are declared: the debug information that was given for an
   object, or else of its file, read when the first of its variables is asked
   for. */
#ifndef MS2_PRINT_READ_VARIABLES_H
#define MS2_PRINT_READ_VARIABLES_H

struct frame;
struct profile;
struct root;
struct symbols;
struct variables;

/* Of one profile.  `given`: what --symbols named; NULL: nothing. */
struct variables *variables_new(const struct profile *p, struct symbols *given);

/* The name, folder, file and line of the root's variable; NULL if nobody knows:
   it has no address, the object's file is another one by now, or without debug
   information.  For `struct surroundings`. */
const struct frame *variables_find(const struct profile *p,
                                   const struct root *root);

#endif
